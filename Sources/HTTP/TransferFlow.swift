import Glibc

// What comes in and goes out, within its bounds. False or nil means: stop the exchange.

extension Transfer {
  /// One line of the headers, or of the trailers after a chunked body, which nobody asks for.
  func take(headerLine line: UnsafeRawBufferPointer) -> Bool {
    if unsafe line.starts(with: "HTTP/".utf8), !progress.headersEnded {
      // An interim reply (1xx) may have come before; its headers are not the reply's.
      progress.headers = Headers()
      progress.status = unsafe status(in: line)
      return true
    }
    if progress.headersEnded { return true }
    if unsafe line.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) {
      progress.headersEnded = progress.status >= 200
      return true
    }
    unsafe progress.headers.append(line)
    progress.isTooLarge =
      progress.headers.block.count > maximumHeaderBytes
      || progress.headers.count > maximumHeaderCount
    return !progress.isTooLarge
  }

  /// A piece of the body, decoded.
  func take(bodyPiece piece: UnsafeRawBufferPointer) -> Bool {
    progress.bodyBytes += piece.count
    switch sink {
    case .file(let descriptor) where 200..<300 ~= progress.status:
      guard isWithin(maximumReplyBytes) else { return false }
      return unsafe write(piece, to: descriptor)
    case .file:
      guard isWithin(min(maximumReplyBytes, maximumRefusalBytes)) else { return false }
    case .memory:
      guard isWithin(maximumReplyBytes) else { return false }
    }
    unsafe progress.body.append(contentsOf: piece)
    return true
  }

  /// The next piece of a body that is read from a file.
  func fill(_ room: UnsafeMutableRawBufferPointer) -> Int? {
    guard case .file(let descriptor, let length) = source else { return nil }
    let wanted = min(room.count, length - progress.sent)
    guard wanted > 0 else { return 0 }
    // SAFETY: `wanted` fits into `room`.
    let count = retrying {
      unsafe pread(descriptor, room.baseAddress, wanted, progress.sent)
    }
    guard count > 0 else {
      // The promised length cannot be kept any more; ENODATA stands for a file grown shorter.
      progress.fileError = count == 0 ? ENODATA : errno
      return nil
    }
    progress.sent += count
    return count
  }

  private func isWithin(_ bound: Int) -> Bool {
    progress.isTooLarge = progress.bodyBytes > bound
    return !progress.isTooLarge
  }

  private func write(_ piece: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var rest = unsafe piece[...]
    while unsafe !rest.isEmpty {
      // SAFETY: the rest lies within the piece.
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: rest)
      let count = retrying { unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count) }
      guard count >= 0 else {
        progress.fileError = errno
        return false
      }
      unsafe rest = rest.dropFirst(count)
    }
    return true
  }
}

/// More headers than any server of good will sends.
private let maximumHeaderBytes = 64 << 10
private let maximumHeaderCount = 256

/// What a server may say instead of the file it was asked for.
private let maximumRefusalBytes = 1 << 20

/// The number after the first blank of a status line; 0 when there is none.
private func status(in line: UnsafeRawBufferPointer) -> Int {
  let digits = unsafe line.drop { $0 != 0x20 }.dropFirst().prefix(3)
  return unsafe Int(String(decoding: digits, as: UTF8.self)) ?? 0
}

private func retrying(_ call: () -> Int) -> Int {
  var count = call()
  while count < 0 && errno == EINTR { count = call() }
  return count
}
