import JSON
import SQLite
import Spool
import Store
import Terminal

extension Prune {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    try session.expectToWrite()
    let list = try list(session)
    let isTrial = session.invocation[dryRun]
    if !isTrial, !list.removable.isEmpty, !session.invocation[Selection.yes] {
      try ask(list.removable.count, session)
    }
    let removed = isTrial ? list.removable.count : try remove(list.removable, session)
    if session.wantsJSON {
      session.print([
        "removed": .whole(isTrial ? 0 : removed), "would_remove": .whole(list.removable.count),
        "kept_unsaved": .whole(list.unsaved.count), "kept_live": .whole(list.live.count),
      ])
    } else {
      tell(removed, list, isTrial: isTrial, session)
    }
    return .done
  }

  private static func list(_ session: Session) throws(CommandFailure) -> PruneList {
    let now = session.now
    let statuses = session.invocation[status] ?? Status.allCases.filter(\.hasEnded)
    // What ends at this very moment is not meant; without an age everything before it is.
    let moment = session.invocation[olderThan].map { now - $0 } ?? now + .milliseconds(1)
    return try session.reading { store throws(SQLiteError) in
      try store.endedJobs(statuses, before: moment, now: now)
    }
  }

  private static func ask(_ count: Int, _ session: Session) throws(CommandFailure) {
    let jobs = counted(count, "job")
    guard session.console.canAsk, !session.wantsJSON else {
      throw .usage(
        "this would remove \(jobs)", hint: "Say --yes to do it, or --dry-run to look first.")
    }
    guard session.console.confirm("Remove \(jobs) for good?") else {
      throw CommandFailure(.failed, "nothing was removed")
    }
  }

  /// Some at a time: others want to write too.
  private static func remove(
    _ jobs: [JobID], _ session: Session
  ) throws(CommandFailure) -> Int {
    let progress = Progress("Removing", of: jobs.count, on: session.err)
    let begun = Uptime.now
    var removed = 0
    var rest = jobs[...]
    while !rest.isEmpty {
      let some = rest.prefix(Decision.batch)
      rest = rest.dropFirst(Decision.batch)
      removed += try session.writing { store throws(SQLiteError) in try store.removeJobs(some) }
      if !session.isQuiet {
        progress.update(done: jobs.count - rest.count, after: Uptime.now.since(begun))
      }
    }
    progress.finish()
    return removed
  }

  private static func tell(
    _ removed: Int, _ list: PruneList, isTrial: Bool, _ session: Session
  ) {
    let verb = isTrial ? "Would remove" : "Removed"
    session.note(removed == 0 ? "Nothing to remove." : "\(verb) \(counted(removed, "job")).")
    if !list.unsaved.isEmpty {
      session.note(
        "Kept \(counted(list.unsaved.count, "job")) with outputs that are not saved yet.")
    }
    if !list.live.isEmpty {
      session.note(
        "Kept \(counted(list.live.count, "cancelled job")) whose "
          + (list.live.count == 1 ? "prediction has" : "predictions have") + " not ended.")
    }
  }
}
