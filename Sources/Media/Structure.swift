/// How a picture's format is read: it looks at a few bytes at a time and says what it wants next.
///
/// Everything between is passed over and never kept, so that reading takes the same few bytes of
/// memory for any file. Each want uses up bytes or is the end, so that no file is read for ever.
protocol Structure {
  /// What is wanted of the file's first byte on.
  static var beginning: Want { get }

  /// Takes the bytes that were wanted.
  mutating func take(_ bytes: [UInt8]) throws(PictureFault) -> Want

  /// Known once the end was reached.
  var size: (width: Int, height: Int) { get }
}

/// What a structure wants: to pass over some bytes, and then something.
struct Want {
  var skip = 0
  var next: Next

  enum Next: Equatable {
    /// So many bytes, at most a few dozen.
    case bytes(Int)

    /// The code of the next marker of a JPEG, beyond its compressed data.
    case marker

    /// The picture is complete. What may follow belongs to somebody else.
    case end
  }

  static func bytes(_ count: Int, after skip: Int = 0) -> Want {
    Want(skip: skip, next: .bytes(count))
  }

  static func marker(after skip: Int) -> Want { Want(skip: skip, next: .marker) }
  static func end(after skip: Int = 0) -> Want { Want(skip: skip, next: .end) }
}

/// The number in `count` bytes, the most significant first.
func bigEndian(_ bytes: some Collection<UInt8>) -> Int {
  bytes.reduce(0) { $0 << 8 | Int($1) }
}

/// The number in `count` bytes, the least significant first.
func littleEndian(_ bytes: some BidirectionalCollection<UInt8>) -> Int {
  bigEndian(bytes.reversed())
}
