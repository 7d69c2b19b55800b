import JSON

/// A whole HTTP answer, taken apart.
struct Answer {
  let status: Int
  let headers: [String: String]
  let body: [UInt8]

  struct Incomplete: Error {
    let text: String
  }

  init(_ received: Wire.Received) throws(Incomplete) {
    let lines = received.bytes.firstBlankLine
    guard let lines, received.end == .closed else { throw Incomplete(text: received.text) }
    let head = String(decoding: received.bytes[..<lines.lowerBound], as: UTF8.self)
      .split(separator: "\r\n")
    status = head.first.flatMap { Int($0.dropFirst(9).prefix(3)) } ?? 0
    headers = Dictionary(
      head.dropFirst().compactMap { line in
        guard let colon = line.firstIndex(of: ":") else { return nil }
        return (line[..<colon].lowercased(), String(line[line.index(colon, offsetBy: 2)...]))
      }, uniquingKeysWith: { first, _ in first })
    body = Array(received.bytes[lines.upperBound...])
    guard headers["content-length"].map({ Int($0) == body.count }) ?? true else {
      throw Incomplete(text: received.text)
    }
  }

  var text: String { String(decoding: body, as: UTF8.self) }

  /// `null` for what is no JSON, which no expectation takes for an answer.
  var json: JSON { (try? JSON(parsing: body)) ?? .null }
  var data: JSON { json["data"] ?? .null }
}

extension [UInt8] {
  fileprivate var firstBlankLine: Range<Int>? {
    let mark = Array("\r\n\r\n".utf8)
    return indices.first { self[$0...].starts(with: mark) }.map { $0..<$0 + mark.count }
  }
}
