/// Request bodies, one behind the other in chunks, so that a million small ones cost a million
/// times their bytes and no more.
struct ByteStore {
  struct Place {
    fileprivate let chunk: Int32
    fileprivate let start: Int32
    let count: Int32
  }

  private static let chunkSize = 1 << 20
  private var chunks: [[UInt8]] = []

  mutating func keep(_ bytes: [UInt8]) -> Place {
    guard bytes.count < Self.chunkSize / 8 else {
      // A picture inside the request: it has a chunk of its own, already full.
      chunks.append(bytes)
      return Place(chunk: Int32(chunks.count - 1), start: 0, count: Int32(bytes.count))
    }
    if chunks.last.map({ $0.count + bytes.count > Self.chunkSize }) ?? true { openChunk() }
    let last = chunks.count - 1
    let start = chunks[last].count
    chunks[last].append(contentsOf: bytes)
    return Place(chunk: Int32(last), start: Int32(start), count: Int32(bytes.count))
  }

  func bytes(_ place: Place) -> ArraySlice<UInt8> {
    chunks[Int(place.chunk)][Int(place.start)..<Int(place.start + place.count)]
  }

  private mutating func openChunk() {
    var chunk: [UInt8] = []
    chunk.reserveCapacity(Self.chunkSize)
    chunks.append(chunk)
  }
}
