import Glibc

/// A whole file or none: whoever waits for it never reads half of it.
func replaceFile(_ path: String, with text: String) throws(ServerError) {
  // SAFETY: the paths are copied by the calls.
  let file = unsafe open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
  guard file >= 0 else { throw ServerError("cannot write \(path): \(lastError())") }
  say(text, to: file)
  guard close(file) == 0, unsafe rename(path + ".new", path) == 0 else {
    throw ServerError("cannot write \(path): \(lastError())")
  }
}

/// Writes at once, unbuffered. A reader that has gone is nobody's loss.
func say(_ text: String, to descriptor: Int32) {
  let bytes = Array(text.utf8)
  // SAFETY: the bytes are lent for the call with their own count.
  _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
}
