/// A size as people write it: `500MB`, `2GB`, `1500000`. Units are powers of ten.
package struct ByteCount: Hashable, Comparable, Sendable {
  package let bytes: Int

  package init(bytes: Int) {
    self.bytes = bytes
  }

  /// Nil for what is no size; a number alone counts bytes.
  package init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }.uppercased()
    guard let number = Int(digits), number >= 0,
      let factor = Self.units.first(where: { $0.name == unit })?.factor,
      case let (bytes, overflow) = number.multipliedReportingOverflow(by: factor), !overflow
    else { return nil }
    self.init(bytes: bytes)
  }

  /// The plainest spelling: in the largest unit in which it is whole.
  package var text: String {
    let unit = Self.units.last { bytes > 0 && bytes % $0.factor == 0 && $0.name != "B" }
    return unit.map { "\(bytes / $0.factor)\($0.name)" } ?? "\(bytes)"
  }

  package static func < (a: ByteCount, b: ByteCount) -> Bool { a.bytes < b.bytes }

  private static let units: [(name: String, factor: Int)] = [
    ("", 1), ("B", 1), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
  ]
}
