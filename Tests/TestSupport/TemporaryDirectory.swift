import Glibc

/// A fresh directory, gone with all that is in it when nothing refers to it any more.
///
/// Keep it in a property of the suite, which lives as long as its test does. A temporary, as in
/// `try TemporaryDirectory().file("queue.db")`, is gone before the file is used.
package final class TemporaryDirectory: Sendable {
  package let path: String

  /// Under `$TMPDIR`, else `/tmp`.
  package init() throws(SystemError) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/wavespool-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemError("mkdtemp in \(parent)") }
    path = template.withUnsafeBufferPointer { bytes in
      String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  deinit {
    // What cannot be removed stays in the temporary directory: no reason to fail a test.
    _ = try? Program.run("/bin/rm", ["-rf", "--", path])
  }

  /// The path of `name` in here.
  package func file(_ name: String) -> String {
    "\(path)/\(name)"
  }

  /// Makes a directory in here and answers its path.
  package func makeDirectory(_ name: String) throws(SystemError) -> String {
    guard mkdir(file(name), 0o700) == 0 else { throw SystemError("mkdir \(file(name))") }
    return file(name)
  }

  /// Writes a file, over what was there, and answers its path.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws(SystemError) -> String {
    guard let stream = fopen(file(name), "we") else { throw SystemError("fopen \(file(name))") }
    let written = fwrite(bytes, 1, bytes.count, stream)
    guard fclose(stream) == 0, written == bytes.count else {
      throw SystemError("write \(file(name))")
    }
    return file(name)
  }

  @discardableResult
  package func write(_ text: String, to name: String) throws(SystemError) -> String {
    try write(Array(text.utf8), to: name)
  }

  package func read(_ name: String) throws(SystemError) -> [UInt8] {
    guard let stream = fopen(file(name), "re") else { throw SystemError("fopen \(file(name))") }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&part, 1, part.count, stream), count > 0 {
      bytes += part[..<count]
    }
    guard ferror(stream) == 0 else { throw SystemError("read \(file(name))") }
    return bytes
  }

  package func readText(_ name: String) throws(SystemError) -> String {
    String(decoding: try read(name), as: UTF8.self)
  }

  package func exists(_ name: String) -> Bool {
    access(file(name), F_OK) == 0
  }
}
