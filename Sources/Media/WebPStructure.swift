/// WebP: a RIFF file whose size is said at its start, of chunks of name, length and data.
///
///     VP8    lossy        VP8L   lossless        VP8X   a canvas, with either or an animation on it
struct WebPStructure: Structure {
  static let beginning = Want.bytes(12)

  private(set) var size = (width: 0, height: 0)
  private var place = Place.start
  private var hasData = false

  /// How much of the file, as it says itself, lies beyond what was looked at.
  private var left = 0

  private enum Place {
    case start
    case chunk
    case lossy(rest: Int)
    case lossless(rest: Int)
    case canvas(rest: Int)
  }

  mutating func take(_ bytes: [UInt8]) throws(PictureFault) -> Want {
    switch place {
    case .start:
      left = littleEndian(bytes[4..<8]) - 4
      return try nextChunk(after: 0)
    case .chunk:
      left -= 8
      return try takeChunk(String(decoding: bytes[..<4], as: UTF8.self), littleEndian(bytes[4...]))
    case .lossy(let rest):
      // A frame tag, whose lowest bit is clear in a key frame; a start code; two 14-bit sides.
      guard bytes[0] & 1 == 0, bytes[3..<6].elementsEqual([0x9D, 0x01, 0x2A]) else {
        throw .damaged(.webp, "its data does not begin with a picture")
      }
      let sides = (littleEndian(bytes[6..<8]), littleEndian(bytes[8..<10]))
      try take(size: (sides.0 & 0x3FFF, sides.1 & 0x3FFF))
      return try nextChunk(after: rest)
    case .lossless(let rest):
      guard bytes[0] == 0x2F else { throw .damaged(.webp, "its data has no signature") }
      let sides = littleEndian(bytes[1..<5])
      try take(size: (sides & 0x3FFF + 1, sides >> 14 & 0x3FFF + 1))
      return try nextChunk(after: rest)
    case .canvas(let rest):
      try take(size: (littleEndian(bytes[4..<7]) + 1, littleEndian(bytes[7..<10]) + 1))
      return try nextChunk(after: rest)
    }
  }

  private mutating func takeChunk(_ name: String, _ length: Int) throws(PictureFault) -> Want {
    // Data of odd length has a byte behind it, which some writers leave out at the end.
    let padded = min(length + length & 1, max(left, length))
    guard padded <= left else { throw .damaged(.webp, "a chunk is longer than the file") }
    left -= padded
    switch name {
    case "VP8 ":
      place = .lossy(rest: padded - 10)
      return try header(of: length, needed: 10)
    case "VP8L":
      place = .lossless(rest: padded - 5)
      return try header(of: length, needed: 5)
    case "VP8X":
      guard size.width == 0 else { throw .damaged(.webp, "it has two headers") }
      place = .canvas(rest: padded - 10)
      return try header(of: length, needed: 10)
    case "ANMF": hasData = true
    default: break
    }
    return try nextChunk(after: padded)
  }

  private mutating func header(of length: Int, needed: Int) throws(PictureFault) -> Want {
    guard length >= needed else { throw .damaged(.webp, "a chunk is too short for what it is") }
    if case .canvas = place {} else { hasData = true }
    return .bytes(needed)
  }

  /// A canvas says how large the picture is; what is painted on it does not.
  private mutating func take(size found: (width: Int, height: Int)) throws(PictureFault) {
    guard found.width > 0, found.height > 0 else {
      throw .damaged(.webp, "it claims to be \(found.width) by \(found.height) pixels")
    }
    if size.width == 0 { size = found }
  }

  private mutating func nextChunk(after skip: Int) throws(PictureFault) -> Want {
    guard left < 8 else {
      place = .chunk
      return .bytes(8, after: skip)
    }
    guard hasData, size.width > 0 else { throw .damaged(.webp, "there is no picture in it") }
    return .end(after: skip + max(0, left))
  }
}
