// The kinds of value that any program has.

extension ValueKind<String> {
  /// Any text but an empty one.
  package static func text(_ metavar: String, completion: Completion = .none) -> Self {
    ValueKind(metavar, completion: completion) { text throws(BadValue) in
      if text.isEmpty { throw BadValue("is empty") }
      return text
    }
  }

  /// Any text, an empty one too.
  package static func anyText(_ metavar: String, completion: Completion = .none) -> Self {
    ValueKind(metavar, completion: completion) { $0 }
  }

  package static var file: Self { .text("FILE", completion: .file) }
  package static var directory: Self { .text("DIR", completion: .directory) }
}

extension ValueKind<Int> {
  /// A whole number within a range; `ClosedRange` bounds at the ends of `Int` are no bounds.
  package static func integer(
    _ metavar: String = "N", in range: ClosedRange<Int> = .min ... .max
  ) -> Self {
    ValueKind(metavar) { text throws(BadValue) in
      guard let number = Int(text) else {
        let isLong = text.drop { $0 == "-" || $0 == "+" }.allSatisfy { ("0"..."9").contains($0) }
        throw BadValue(
          !text.isEmpty && isLong && text.utf8.count > 1
            ? "\(quoted(text)) is too large" : "\(quoted(text)) is not a whole number")
      }
      if range.contains(number) { return number }
      switch (range.lowerBound, range.upperBound) {
      case (let low, .max): throw BadValue("\(number) is less than \(low)")
      case (.min, let high): throw BadValue("\(number) is more than \(high)")
      case (let low, let high): throw BadValue("\(number) is not between \(low) and \(high)")
      }
    }
  }
}

extension ValueKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the words of an enumeration, or of a part of it.
  package static func choice(_ metavar: String, where isOffered: (Value) -> Bool = { _ in true })
    -> Self
  {
    let choices = Value.allCases.filter(isOffered).map(\.rawValue)
    return ValueKind(metavar, choices: choices) { text throws(BadValue) in
      if choices.contains(text), let value = Value(rawValue: text) { return value }
      throw BadValue(
        "\(quoted(text)) is not possible",
        hint: didYouMean(text, among: choices) ?? "Choose from \(choices.joined(separator: ", ")).")
    }
  }
}

/// A file to read, or `-` for what comes on standard input.
package enum InputSource: Equatable, Sendable {
  case file(String)
  case standardInput
}

extension ValueKind<InputSource> {
  package static var fileOrStandardInput: Self {
    ValueKind<String>.file.named("FILE|-").map { $0 == "-" ? .standardInput : .file($0) }
  }
}

/// A value that may also be switched off.
package enum Switchable<Value: Sendable>: Sendable {
  case off
  case to(Value)
}

extension Switchable: Equatable where Value: Equatable {}

extension ValueKind {
  /// The kind, or the word `off`.
  package var orOff: ValueKind<Switchable<Value>> {
    ValueKind<Switchable<Value>>(metavar + "|off", completion: .words(["off"])) {
      [read] text throws(BadValue) in
      if text == "off" { return .off }
      do throws(BadValue) {
        return .to(try read(text))
      } catch {
        throw BadValue(error.reason, hint: error.hint ?? "Say 'off' to lift it.")
      }
    }
  }
}
