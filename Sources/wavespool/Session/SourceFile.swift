import Glibc
import Terminal

/// A file that a person named, or what comes on standard input: read piece by piece.
struct SourceFile: ~Copyable {
  /// As it is called in an error.
  let name: String
  private let descriptor: CInt
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  init(_ source: InputSource) throws(CommandFailure) {
    name = source.name
    switch source {
    case .standardInput:
      descriptor = 0
    case .file(let path):
      // SAFETY: the path lives through the call.
      descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
      if descriptor < 0 { throw cannotRead(path, errno) }
    }
  }

  deinit {
    if descriptor > 0 { close(descriptor) }
  }

  /// The next bytes; nil at the end.
  mutating func next() throws(CommandFailure) -> ArraySlice<UInt8>? {
    while true {
      // SAFETY: the pointer and the count are of one buffer, lent for the length of the call.
      let count = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe read(descriptor, bytes.baseAddress, bytes.count)
      }
      if count > 0 { return buffer[..<count] }
      if count == 0 { return nil }
      if errno != EINTR { throw cannotRead(name, errno) }
    }
  }

  /// All of it, unless there is more than can be meant.
  static func bytes(
    of source: InputSource, atMost limit: Int
  ) throws(CommandFailure) -> [UInt8] {
    var file = try SourceFile(source)
    var bytes: [UInt8] = []
    while let piece = try file.next() {
      bytes += piece
      if bytes.count > limit {
        throw .usage("\(file.name) is larger than \(byteWords(Int64(limit)))")
      }
    }
    return bytes
  }
}

private func cannotRead(_ name: String, _ code: CInt) -> CommandFailure {
  .usage("\(name) cannot be read: \(systemMessage(code))")
}
