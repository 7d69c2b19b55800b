import Glibc
import SQLite
import Testing

extension ExitTest.Condition {
  /// What a failed precondition ends with; an error that was thrown would be another failure.
  static var trap: Self {
    #if arch(x86_64)
      .signal(SIGILL)
    #else
      .signal(SIGTRAP)
    #endif
  }
}

extension Connection {
  /// For tests that crash, and could not remove a directory.
  static func toNothing() throws(SQLiteError) -> Connection {
    try Connection(path: "/dev/null", mode: .readOnly)
  }
}
