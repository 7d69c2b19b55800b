package struct Reply: Sendable {
  package let status: Int
  package let headers: Headers

  /// Empty where a file was the sink of a 2xx reply.
  package let body: [UInt8]

  /// How long the body was, wherever it went.
  package let bodyBytes: Int

  package init(status: Int, headers: Headers = Headers(), body: [UInt8] = []) {
    self.init(status: status, headers: headers, body: body, bodyBytes: body.count)
  }

  package init(status: Int, headers: Headers, body: [UInt8], bodyBytes: Int) {
    self.status = status
    self.headers = headers
    self.body = body
    self.bodyBytes = bodyBytes
  }
}

/// The header lines of a reply, as they came.
///
/// Kept as one run of bytes, for most replies are asked for one header or none.
package struct Headers: Sendable {
  private(set) var block: [UInt8] = []
  private(set) var count = 0

  package init(_ headers: [Header] = []) {
    for header in headers { append("\(header.name): \(header.value)\r\n".utf8) }
  }

  /// The first value under this name, in whatever case it was sent; without surrounding blanks.
  package subscript(name: String) -> String? {
    let wanted = name.utf8.map(lowercased)
    for line in block.split(separator: newline) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
        line[..<colon].count == wanted.count,
        line[..<colon].lazy.map(lowercased).elementsEqual(wanted)
      else { continue }
      return String(decoding: trimmed(line[(colon + 1)...]), as: UTF8.self)
    }
    return nil
  }

  /// One line as it came, with its end.
  mutating func append(_ line: some Collection<UInt8>) {
    block.append(contentsOf: line)
    count += 1
  }
}

private let newline = UInt8(ascii: "\n")

private func lowercased(_ byte: UInt8) -> UInt8 {
  UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
}

private func trimmed(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
  guard let first = value.firstIndex(where: { !isBlank($0) }),
    let last = value.lastIndex(where: { !isBlank($0) })
  else { return [] }
  return value[first...last]
}
