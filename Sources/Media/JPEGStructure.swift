/// JPEG: markers, most with a segment of known length behind them; the picture's compressed data
/// between SOS and the next marker has none, and is searched through.
struct JPEGStructure: Structure {
  static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]
  static let beginning = Want.bytes(2)

  private(set) var size = (width: 0, height: 0)
  private var place = Place.start
  private var hasData = false

  private enum Place {
    case start
    case marker

    /// The code of a marker, behind its 0xFF.
    case code
    case length(of: UInt8)
    case frame(rest: Int)
  }

  mutating func take(_ bytes: [UInt8]) throws(PictureFault) -> Want {
    switch place {
    case .start:
      place = .marker
      return .bytes(2)
    case .marker:
      guard bytes[0] == 0xFF else { throw .damaged(.jpeg, "there is no marker where one belongs") }
      return try takeCode(bytes[1])
    case .code:
      return try takeCode(bytes[0])
    case .length(let code):
      return try takeLength(bigEndian(bytes), of: code)
    case .frame(let rest):
      // Precision, height, width; the first frame is the picture.
      if size.width == 0 { size = (bigEndian(bytes[3..<5]), bigEndian(bytes[1..<3])) }
      guard size.width > 0, size.height > 0 else {
        throw .damaged(.jpeg, "it claims to be \(size.width) by \(size.height) pixels")
      }
      place = .marker
      return .bytes(2, after: rest)
    }
  }

  private mutating func takeCode(_ code: UInt8) throws(PictureFault) -> Want {
    switch code {
    case 0xFF:  // any number of these may fill up the place before a marker
      place = .code
      return .bytes(1)
    case 0x01, 0xD0...0xD7:  // stand alone
      place = .marker
      return .bytes(2)
    case 0xD9:
      guard hasData else { throw .damaged(.jpeg, "there is no picture in it") }
      return .end()
    case 0x00, 0xD8: throw .damaged(.jpeg, "a marker stands where it cannot")
    default:
      place = .length(of: code)
      return .bytes(2)
    }
  }

  private mutating func takeLength(_ length: Int, of code: UInt8) throws(PictureFault) -> Want {
    guard length >= 2 else { throw .damaged(.jpeg, "a segment has no possible length") }
    switch code {
    case 0xC4, 0xC8, 0xCC: break  // tables among the frames' codes
    case 0xC0...0xCF:
      guard length >= 8 else { throw .damaged(.jpeg, "its frame is too short") }
      place = .frame(rest: length - 7)
      return .bytes(5)
    case 0xDA:
      guard size.width > 0 else { throw .damaged(.jpeg, "its data comes before its size") }
      hasData = true
      place = .code
      return .marker(after: length - 2)
    default: break
    }
    place = .marker
    return .bytes(2, after: length - 2)
  }

  /// Whether this byte behind a 0xFF ends the compressed data: 0x00 stands for a 0xFF in it, and
  /// restarts belong to it.
  static func isMarker(_ code: UInt8) -> Bool {
    code != 0x00 && code != 0xFF && !(0xD0...0xD7).contains(code)
  }
}
