import Daemon
import Glibc
import Terminal

extension Console {
  /// Why the daemon does not serve: in the journal it is found among the errors.
  func complain(_ message: String, hint: String?) {
    let isJournal = isJournal(STDERR_FILENO, environment: processEnvironment())
    let priority = isJournal ? Log.Level.error.priority : ""
    err.line("\(priority)\(Arguments.program.name): \(message)")
    if let hint { err.line("\(priority)  \(hint)") }
  }
}
