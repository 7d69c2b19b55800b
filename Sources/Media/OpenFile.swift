import Glibc

/// A descriptor, closed exactly once: when nobody refers to it any more.
package final class OpenFile: Sendable {
  package let descriptor: Int32

  package init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// How long the file is now; nil when it is no regular file.
  package var bytes: Int? {
    var facts = stat()
    // SAFETY: `facts` lives through the call.
    guard unsafe fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    return Int(facts.st_size)
  }

  /// Lends what the file holds, piece by piece from `start` on. False when it cannot be read, with
  /// `errno` set.
  package func read<Failure: Error>(
    from start: Int = 0, _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var position = start
    while true {
      // SAFETY: no more is read than the buffer holds.
      let count = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe pread(descriptor, bytes.baseAddress, bytes.count, position)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return false }
      if count == 0 { return true }
      position += count
      try body(buffer.span.extracting(0..<count))
    }
  }

  /// A few bytes from `start` on, fewer at the end of the file. Nil when they cannot be read, with
  /// `errno` set.
  func bytes(at start: Int, _ count: Int) -> [UInt8]? {
    while true {
      var result = 0
      // SAFETY: no more is read than there is room for, and only that much is said to be there.
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        result = unsafe pread(descriptor, buffer.baseAddress, count, start)
        filled = max(0, result)
      }
      if result < 0, errno == EINTR { continue }
      return result < 0 ? nil : bytes
    }
  }

  /// Writes all of it at the descriptor's position. False when it cannot, with `errno` set.
  func write(_ piece: borrowing Span<UInt8>) -> Bool {
    var written = 0
    while written < piece.count {
      let rest = piece.extracting(written..<piece.count)
      // SAFETY: the bytes are read while they are lent.
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return false }
      written += count
    }
    return true
  }
}
