import Glibc

/// Whether a descriptor is the stream to the journal that systemd has opened, `device:inode` in
/// `$JOURNAL_STREAM`. Somebody may have redirected it since, and the variable is inherited.
package func isJournal(_ descriptor: Int32, environment: [String: String]) -> Bool {
  let numbers = (environment["JOURNAL_STREAM"] ?? "").split(separator: ":").map { UInt64($0) }
  var facts = stat()
  // SAFETY: `facts` lives through the call.
  guard unsafe fstat(descriptor, &facts) == 0 else { return false }
  return numbers == [UInt64(facts.st_dev), UInt64(facts.st_ino)]
}

extension Log.Level {
  /// What stands before a line for the journal, which takes it away: sd-daemon(3).
  package var priority: String {
    switch self {
    case .debug: "<7>"
    case .info: "<6>"
    case .warning: "<4>"
    case .error: "<3>"
    }
  }
}
