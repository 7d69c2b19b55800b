/// Finds out what a picture is, and whether it is whole, from its bytes as they pass.
///
/// The pixels are not decoded: the structure is followed from the first byte to the last that
/// belongs to the picture. Memory does not grow with the file.
package struct PictureReader: Sendable {
  private var reading = Reading.choosing
  private var want = Want.bytes(PictureReader.longestSignature)
  private var wanted: [UInt8] = []
  private var sawMarkersStart = false
  private var bytes = 0

  private enum Reading {
    case choosing
    case png(PNGStructure)
    case jpeg(JPEGStructure)
    case webp(WebPStructure)
  }

  package init() {}

  /// Takes the next bytes in.
  package mutating func take(_ piece: borrowing Span<UInt8>) throws(PictureFault) {
    bytes += piece.count
    try follow(piece)
  }

  /// What it was; all bytes have passed.
  package consuming func finish() throws(PictureFault) -> PictureFacts {
    guard bytes > 0 else { throw .empty }
    switch reading {
    case .choosing: throw .notAPicture(FileKind(beginning: wanted))
    case .png(let structure): return try facts(.png, structure.size)
    case .jpeg(let structure): return try facts(.jpeg, structure.size)
    case .webp(let structure): return try facts(.webp, structure.size)
    }
  }

  private func facts(
    _ format: PictureFormat, _ size: (width: Int, height: Int)
  ) throws(PictureFault) -> PictureFacts {
    guard want.next == .end, want.skip == 0 else { throw .truncated(format) }
    return PictureFacts(format: format, width: size.width, height: size.height, bytes: bytes)
  }

  private mutating func follow(_ piece: borrowing Span<UInt8>) throws(PictureFault) {
    var position = 0
    while position < piece.count {
      if want.skip > 0 {
        let step = min(want.skip, piece.count - position)
        want.skip -= step
        position += step
        continue
      }
      switch want.next {
      case .end: return
      case .bytes(let count):
        wanted.append(piece[position])
        position += 1
        if wanted.count == count { try handOver() }
      case .marker:
        let byte = piece[position]
        position += 1
        if sawMarkersStart, JPEGStructure.isMarker(byte) {
          wanted = [byte]
          try handOver()
        }
        sawMarkersStart = byte == 0xFF
      }
    }
  }

  /// Gives the structure what it wanted.
  private mutating func handOver() throws(PictureFault) {
    let bytes = wanted
    wanted.removeAll(keepingCapacity: true)
    sawMarkersStart = false
    switch reading {
    case .choosing: try choose(by: bytes)
    case .png(var structure):
      want = try structure.take(bytes)
      reading = .png(structure)
    case .jpeg(var structure):
      want = try structure.take(bytes)
      reading = .jpeg(structure)
    case .webp(var structure):
      want = try structure.take(bytes)
      reading = .webp(structure)
    }
  }

  /// Tells the format, and lets its structure see the file from its first byte.
  private mutating func choose(by beginning: [UInt8]) throws(PictureFault) {
    switch FileKind(beginning: beginning) {
    case .png:
      reading = .png(PNGStructure())
      want = PNGStructure.beginning
    case .jpg:
      reading = .jpeg(JPEGStructure())
      want = JPEGStructure.beginning
    case .webp:
      reading = .webp(WebPStructure())
      want = WebPStructure.beginning
    case let other: throw .notAPicture(other)
    }
    try follow(beginning.span)
  }

  private static let longestSignature = 12
}
