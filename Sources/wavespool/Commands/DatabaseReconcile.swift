import JSON
import SQLite
import Spool
import Store
import Terminal

extension Database {
  enum Reconcile {
    /// Only the daemon talks to the API: this asks it to compare, and to submit nothing before.
    static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
      try session.expectToWrite()
      _ = try session.reader()
      let now = session.now
      let isAsked = try session.writing { store throws(SQLiteError) in
        guard try store.askForComparison(at: now) else { return false }
        for pause in try store.pauses() where pause.reason == .behind {
          try store.tell(.paused, pause.inWords, by: .cli, at: now)
        }
        return true
      }
      let holder = DaemonLock.holder(of: session.location.path)
      if session.wantsJSON {
        session.print(["asked": .bool(isAsked), "daemon_running": .bool(holder != nil)])
      }
      guard isAsked else {
        session.note("The queue has no jobs: there is nothing to compare.")
        return .done
      }
      session.note(
        "Nothing is submitted until the queue is compared with the API's last seven days.")
      session.note(
        holder == nil
          ? "No daemon serves \(session.location.path): it is compared when wavespoold starts."
          : "wavespoold compares it now. 'wavespool status' shows the pause until that is done, and "
            + "after it where a person must look.")
      return .done
    }
  }
}
