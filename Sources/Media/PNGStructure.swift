/// PNG: a signature, then chunks of length, type, data and checksum, from IHDR to IEND.
struct PNGStructure: Structure {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  static let beginning = Want.bytes(8)

  private(set) var size = (width: 0, height: 0)
  private var place = Place.signature
  private var hasData = false

  private enum Place {
    case signature
    case firstChunk
    case header
    case chunk
  }

  mutating func take(_ bytes: [UInt8]) throws(PictureFault) -> Want {
    switch place {
    case .signature:
      place = .firstChunk
      return .bytes(8)
    case .firstChunk:
      guard bigEndian(bytes[..<4]) == 13, type(of: bytes) == "IHDR" else {
        throw .damaged(.png, "it does not begin with its header")
      }
      place = .header
      return .bytes(13)
    case .header:
      size = (bigEndian(bytes[0..<4]), bigEndian(bytes[4..<8]))
      let range = 1...Self.longest
      guard range.contains(size.width), range.contains(size.height) else {
        throw .damaged(.png, "it claims to be \(size.width) by \(size.height) pixels")
      }
      place = .chunk
      return .bytes(8, after: Self.checksum)
    case .chunk:
      return try takeChunk(bytes)
    }
  }

  private mutating func takeChunk(_ bytes: [UInt8]) throws(PictureFault) -> Want {
    let length = bigEndian(bytes[..<4])
    guard length <= Self.longest else { throw .damaged(.png, "a chunk has no possible length") }
    switch type(of: bytes) {
    case "IHDR": throw .damaged(.png, "it has two headers")
    case "IDAT": hasData = hasData || length > 0
    case "IEND":
      guard hasData else { throw .damaged(.png, "there is no picture in it") }
      return .end(after: length + Self.checksum)
    case let type:
      let isName = type.utf8.allSatisfy { (65...90).contains($0 & 0xDF) }
      guard isName else { throw .damaged(.png, "a chunk has no possible name") }
    }
    return .bytes(8, after: length + Self.checksum)
  }

  private func type(of bytes: [UInt8]) -> String { String(decoding: bytes[4..<8], as: UTF8.self) }

  private static let checksum = 4

  /// Of a side, and of a chunk.
  private static let longest = 1 << 31 - 1
}
