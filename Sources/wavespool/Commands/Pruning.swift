import JSON
import SQLite
import Spool
import Store
import Terminal

extension Prune {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    try session.expectToWrite()
    let walk = Walk(session)
    let isTrial = session.invocation[dryRun]
    let found = try count(walk, session)
    if !isTrial, found.removable > 0, !session.invocation[Selection.yes] {
      try ask(found.removable, session)
    }
    let removed =
      isTrial
      ? Removed(jobs: found.removable, keyedCompleted: found.keyedCompleted)
      : try remove(walk, of: found.removable, session)
    if session.wantsJSON {
      session.print([
        "removed": .whole(isTrial ? 0 : removed.jobs), "would_remove": .whole(found.removable),
        "keyed_completed": .whole(removed.keyedCompleted),
        "kept_unsaved": .whole(found.unsaved), "kept_live": .whole(found.live),
      ])
    } else {
      tell(removed, found, isTrial: isTrial, session)
    }
    return .done
  }

  /// Which jobs are meant. What ends while we are at it is not.
  private struct Walk {
    let statuses: [Status]
    let moment: Timestamp
    let now: Timestamp

    init(_ session: Session) {
      now = session.now
      statuses = session.invocation[status] ?? Status.allCases.filter(\.hasEnded)
      // What ends at this very moment is not meant; without an age everything before it is.
      moment = session.invocation[olderThan].map { [now] in now - $0 } ?? now + .milliseconds(1)
    }
  }

  private struct Found {
    var removable = 0
    var keyedCompleted = 0
    var unsaved = 0
    var live = 0
  }

  private struct Removed {
    var jobs = 0
    var keyedCompleted = 0
  }

  private static func count(
    _ walk: Walk, _ session: Session
  ) throws(CommandFailure) -> Found {
    try session.reading { store throws(SQLiteError) in
      var found = Found()
      for status in walk.statuses {
        var place: PrunePlace? = .beginning
        while let next = place {
          let list = try store.endedJobs(
            status, before: walk.moment, after: next, atMost: 1000, now: walk.now)
          found.removable += list.removable.count
          found.keyedCompleted += list.keyedCompleted
          found.unsaved += list.unsaved.count
          found.live += list.live.count
          place = list.last
        }
      }
      return found
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
    _ walk: Walk, of count: Int, _ session: Session
  ) throws(CommandFailure) -> Removed {
    let progress = Progress("Removing", of: count, on: session.err)
    let begun = Uptime.now
    var removed = Removed()
    for status in walk.statuses where count > 0 {
      var place: PrunePlace? = .beginning
      while let next = place {
        let list = try session.writing { store throws(SQLiteError) in
          try store.prune(
            status, before: walk.moment, after: next, atMost: Decision.batch, now: walk.now)
        }
        removed.jobs += list.removable.count
        removed.keyedCompleted += list.keyedCompleted
        place = list.last
        if !session.isQuiet { progress.update(done: removed.jobs, after: Uptime.now.since(begun)) }
      }
    }
    progress.finish()
    return removed
  }

  private static func tell(
    _ removed: Removed, _ found: Found, isTrial: Bool, _ session: Session
  ) {
    let verb = isTrial ? "Would remove" : "Removed"
    session.note(
      removed.jobs == 0 ? "Nothing to remove." : "\(verb) \(counted(removed.jobs, "job")).")
    if removed.keyedCompleted > 0 {
      session.note(
        "\(removed.keyedCompleted) of them had a key: 'enqueue --once' will not know "
          + (removed.keyedCompleted == 1 ? "it" : "them") + " any more.")
    }
    if found.unsaved > 0 {
      session.note(
        "Kept \(counted(found.unsaved, "job")) with outputs that are not saved yet.")
    }
    if found.live > 0 {
      session.note(
        "Kept \(counted(found.live, "cancelled job")) whose "
          + (found.live == 1 ? "prediction has" : "predictions have") + " not ended.")
    }
  }
}
