extension JSON {
  /// A number kept as written: `1.0` stays `1.0`, and `1e999999` is kept though nothing can hold it.
  ///
  /// Equal when written alike; `isEquivalent(to:)` compares values.
  package struct Number: Hashable, Sendable {
    package let text: String

    /// For the parser, which has just checked the text.
    init(checked text: String) {
      self.text = text
    }

    package init(_ value: some BinaryInteger) {
      text = String(value)
    }

    /// Nil when the value is infinite or not a number, which JSON cannot say.
    package init?(_ value: Double) {
      guard value.isFinite else { return nil }
      text = value.description
    }

    /// Nil when the text is not a number by RFC 8259.
    package init?(_ text: String) {
      guard case .number(let number)? = try? JSON(parsing: text), number.text == text else {
        return nil  // whatever the parser has against it, it is not a number
      }
      self = number
    }

    /// The value when it is whole and fits, however it is written.
    package var int: Int64? {
      if let int = Int64(text) { return int }
      guard let double, abs(double) < 0x1p53 else { return nil }
      let int = Int64(double)
      return Double(int) == double ? int : nil
    }

    /// The nearest double; nil when the number is out of its range.
    package var double: Double? {
      guard let double = Double(text), double.isFinite else { return nil }
      return double
    }

    /// Whether it is written as a whole number: digits alone, no fraction and no exponent.
    package var isWrittenWhole: Bool {
      text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (48...57).contains($0) }
    }

    package func isEquivalent(to other: Number) -> Bool {
      if text == other.text { return true }
      // Whole numbers are compared as such: beyond 2^53 two of them may share a double.
      if let int = Int64(text), let other = Int64(other.text) { return int == other }
      guard let double, let other = other.double else { return false }
      return double == other
    }
  }
}
