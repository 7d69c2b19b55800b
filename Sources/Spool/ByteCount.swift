/// A size as people write it: `500MB`, `2GB`, `1500B`. Units are powers of ten. A bare number says
/// nothing about its unit and is refused, but for 0.
package struct ByteCount: Hashable, Comparable, Sendable {
  package let bytes: Int

  package init(bytes: Int) {
    self.bytes = bytes
  }

  /// Nil for what is no size.
  package init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }.uppercased()
    guard let number = Int(digits), number >= 0,
      let factor = Self.units.first(where: { $0.name == unit })?.factor,
      !unit.isEmpty || number == 0,
      case let (bytes, overflow) = number.multipliedReportingOverflow(by: factor), !overflow
    else { return nil }
    self.init(bytes: bytes)
  }

  /// The plainest spelling: in the largest unit in which it is whole.
  package var text: String {
    guard bytes > 0, let unit = Self.units.last(where: { bytes % $0.factor == 0 }) else {
      return "0"
    }
    return "\(bytes / unit.factor)\(unit.name)"
  }

  package static func < (a: ByteCount, b: ByteCount) -> Bool { a.bytes < b.bytes }

  private static let units: [(name: String, factor: Int)] = [
    ("", 1), ("B", 1), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
  ]
}
