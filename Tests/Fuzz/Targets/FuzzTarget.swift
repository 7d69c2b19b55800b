/// One way in for bytes from outside, and what must hold whatever they are.
///
/// A fuzzer makes the bytes up, a test takes them from files: both call `take`, which throws when a
/// promise is broken and otherwise returns, soon.
struct FuzzTarget: Sendable {
  let name: String
  let take: @Sendable ([UInt8]) throws -> Void

  init(_ name: String, _ take: @escaping @Sendable ([UInt8]) throws -> Void) {
    self.name = name
    self.take = take
  }

  static let all: [FuzzTarget] = [.json, .replies, .imports, .pictures, .arguments, .text]
}

/// What was promised of any bytes, and does not hold of these.
struct BrokenPromise: Error, CustomStringConvertible {
  let description: String
}

func promise(_ what: @autoclosure () -> String, _ holds: Bool) throws {
  if !holds { throw BrokenPromise(description: what()) }
}

extension StringProtocol {
  /// Whether a terminal or a log would only show this, on one line.
  var isHarmless: Bool {
    unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: false
      // What turns the reading direction around.
      case .format: !scalar.properties.isBidiControl
      default: true
      }
    }
  }
}

extension [UInt8] {
  /// The first line, for what stands beside the bytes themselves, and all that is below it.
  var headAndBody: (head: String, body: [UInt8]) {
    let end = firstIndex(of: UInt8(ascii: "\n")) ?? endIndex
    return (String(decoding: self[..<end], as: UTF8.self), Array(self[end...].dropFirst()))
  }

  /// The same bytes in pieces of this size.
  func pieces(of size: Int) -> [ArraySlice<UInt8>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
