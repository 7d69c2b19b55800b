import Glibc

/// A system call that failed: which, on what, and why.
package struct SystemError: Error, CustomStringConvertible {
  package let call: String
  package let number: Int32

  /// With `errno` as it is now, or the number that calls like posix_spawn return.
  init(_ call: String, _ number: Int32 = errno) {
    self.call = call
    self.number = number
  }

  package var description: String {
    "\(call): \(String(cString: strerror(number)))"
  }
}
