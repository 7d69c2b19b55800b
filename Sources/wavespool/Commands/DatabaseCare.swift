import JSON
import SQLite
import Spool
import Store
import Terminal

extension Database {
  enum Check {
    /// Fails when something is wrong; what it found is on stdout.
    static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
      let checkup = try session.reading { store throws(SQLiteError) in try store.checkup() }
      if session.wantsJSON {
        session.print(checkup.json)
        return checkup.findings.isEmpty ? .done : .failed
      }
      for finding in checkup.findings { session.out.line(finding.visible) }
      guard checkup.findings.isEmpty else {
        session.note(
          checkup.isDamaged
            ? "Stop wavespoold, move the file and its -wal away to keep them, then "
              + "'wavespool db restore' a backup."
            : "'wavespool db backup FILE' keeps what is there before anything is tried.")
        return .failed
      }
      let jobs = checkup.jobs.reduce(0) { $0 + $1.count }
      session.out.line(
        "No damage: \(counted(jobs, "job")), \(counted(checkup.attempts, "attempt")), "
          + "\(counted(checkup.events, "event")) in \(byteWords(checkup.bytes)).")
      if !checkup.foreign.isEmpty {
        session.note("Not wavespool's own: \(checkup.foreign.joined(separator: ", ")).")
      }
      return .done
    }
  }

  enum Vacuum {
    static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
      // Not `writer`: of a database that is not there nothing can be given back.
      let store = try session.reader()
      let (before, after, wasRigid) = try vacuum(store)
      if session.wantsJSON {
        session.print([
          "bytes_before": .whole(Int(before.bytes)), "bytes_after": .whole(Int(after.bytes)),
        ])
      }
      let freed = before.bytes - after.bytes
      session.note(
        freed > 0
          ? "Gave back \(byteWords(freed)) of \(byteWords(before.bytes))."
          : "Nothing to give back: all of its \(byteWords(after.bytes)) are in use.")
      if wasRigid { session.note("From now on wavespoold gives space back by itself.") }
      return .done
    }

    private static func vacuum(
      _ store: Store
    ) throws(CommandFailure) -> (before: FileSize, after: FileSize, wasRigid: Bool) {
      var wasRigid = false
      do throws(StoreError) {
        wasRigid = try !store.canGiveBack()
        let before = try store.fileSize()
        try store.vacuum()
        return (before, try store.fileSize(), wasRigid)
      } catch {
        guard wasRigid, case .locked(_, let holder) = error else { throw CommandFailure(error) }
        throw CommandFailure(
          .failed,
          "\(store.path) was not made by wavespool: to give space back it must be written anew, "
            + "and it is in use by \(holder)",
          hint: "Stop it, say 'wavespool db vacuum' once, and start it again.")
      }
    }
  }
}

extension Checkup {
  fileprivate var json: JSON {
    [
      "findings": .array(findings.map { .string($0) }),
      "foreign": .array(foreign.map { .string($0) }),
      "jobs": .object(JSON.Object(jobs.map { ($0.status.rawValue, .whole($0.count)) })),
      "attempts": .whole(attempts), "events": .whole(events), "bytes": .whole(Int(bytes)),
      "free_bytes": .whole(Int(freeBytes)),
    ]
  }
}
