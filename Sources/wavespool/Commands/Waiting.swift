import SQLite
import Spool
import Store
import Terminal

extension Wait {
  /// Waits until the jobs have ended, all of them or the first, and says on stderr how each did.
  ///
  /// Done when those waited for completed, else `incomplete`; `unknown` is thrown when one does not
  /// exist, `timedOut` when it takes too long.
  static func untilEnded(
    _ ids: [JobID], any: Bool = false, timeout: Duration? = nil, _ session: Session
  ) throws(CommandFailure) -> ExitCode {
    let watch = WriteWatch(try session.reader())
    let begun = Uptime.now
    let deadline = timeout.map { begun + $0 }
    let progress = WaitProgress(of: ids, on: session.err, isQuiet: session.isQuiet)
    var jobs = try session.waitedFor(ids)
    var hasSaidWhoServes = false
    while true {
      let ended = jobs.filter(\.status.hasEnded)
      if any ? !ended.isEmpty : ended.count == jobs.count {
        progress.finish()
        return tell(any ? [first(of: ended)] : ended, session)
      }
      let now = Uptime.now
      if let deadline, deadline <= now {
        progress.finish()
        _ = tell(ended, session)
        throw timedOut(jobs.filter { !$0.status.hasEnded }, after: timeout ?? .zero)
      }
      if !hasSaidWhoServes { session.noteWhenNobodyServes() }
      hasSaidWhoServes = true
      let redraw = progress.show(jobs, at: session.now, after: now.since(begun)).map { now + $0 }
      let wake = [deadline, redraw].compactMap { $0 }.min()
      if try watch.wait(until: wake) { jobs = try session.waitedFor(ids) }
    }
  }

  private static func first(of ended: [JobRow]) -> JobRow {
    ended.dropFirst().reduce(ended[0]) { first, other in
      (other.finishedAt ?? .latest) < (first.finishedAt ?? .latest) ? other : first
    }
  }

  private static func tell(_ jobs: [JobRow], _ session: Session) -> ExitCode {
    for job in jobs where !session.isQuiet {
      let remark = job.remark(at: session.now)
      let words =
        "\(job.status.glyph) job \(job.id) \(job.status.perfect)"
        + (remark.isEmpty ? "" : ": \(remark)")
      session.err.line(session.err.paint(words.visible, job.status.style))
    }
    return jobs.allSatisfy { $0.status == .completed } ? .done : .incomplete
  }

  private static func timedOut(_ jobs: [JobRow], after timeout: Duration) -> CommandFailure {
    let verb = jobs.count == 1 ? "has" : "have"
    let hint = "'wavespool explain \(jobs[0].id)' says what it waits for."
    return CommandFailure(
      .timedOut,
      "\(named(jobs.map(\.id))) \(verb) not ended after \(timeout.words)", hint: hint)
  }
}

extension Session {
  fileprivate func waitedFor(_ ids: [JobID]) throws(CommandFailure) -> [JobRow] {
    let jobs = try reading { store throws(SQLiteError) in try store.jobs(ids) }
    if jobs.count < ids.count {
      let found = Set(jobs.map(\.id))
      throw noSuch(ids.filter { !found.contains($0) })
    }
    return jobs
  }
}
