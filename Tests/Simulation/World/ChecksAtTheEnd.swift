import Daemon
import SQLite
import Spool
import WaveSpeed

extension Checks {
  /// At the end, after a power cut, and before a file is replaced: damage does not go away by itself.
  func integrity() {
    reading { () throws(SQLiteError) in
      let verdict = try rows.connection.text("PRAGMA integrity_check")
      if verdict != "ok" { fail("the database is damaged: \(verdict ?? "")") }
    }
  }

  /// Nothing moves any more: all that the API holds must be recorded.
  func end() {
    integrity()
    reading { () throws(SQLiteError) in
      let attempts = try rows.attempts()
      let jobs = try rows.jobs()
      try books(attempts)
      held(attempts)
      for prediction in api.predictions {
        guard let row = attempts.first(where: { $0.prediction == prediction.id }) else { continue }
        let expected: Outcome = prediction.ending.hasResult ? .completed : .failed
        if row.outcome != expected, !agesAreUnknown {
          fail(
            "\(prediction.id) ended \(prediction.ending), its attempt \(row.id) is \(row.outcome)")
        }
        guard let job = jobs.first(where: { $0.prediction == prediction.id }) else { continue }
        let wanted = prediction.outputs.allSatisfy { job.outputs?.contains($0) ?? false }
        if prediction.ending.hasResult, !wanted, !agesAreUnknown {
          fail("the outputs of \(prediction.id) are not in job \(job.id)")
        }
      }
    }
  }

  /// An attempt that waits for a person says why, and does so only where the API holds nothing
  /// that is plainly its own.
  func held(_ attempts: [Rows.Attempt]) {
    for attempt in attempts where attempt.outcome == .uncertain {
      if attempt.needsPerson == nil { fail("\(attempt.id) is uncertain for no stated reason") }
      guard historyIsPlain, let body = bodies[attempt.id], isSentOnce(body),
        let own = api.predictions.first(where: { $0.attempt == attempt.id }),
        !isForgotten(own)
      else { continue }
      fail("\(own.id) is paid for and in the history, and \(attempt.id) has not adopted it")
    }
  }

  func stuck() -> String {
    var words: [String] = []
    reading { () throws(SQLiteError) in
      for job in try rows.jobs() where !job.status.hasEnded && job.status != .uncertain {
        words.append("job \(job.id) is \(job.status) (\(job.error ?? "no error"))")
      }
      for attempt in try rows.attempts()
      where !attempt.isSettledOrHeld {
        words.append("attempt \(attempt.id) is \(attempt.outcome), \(attempt.looks) looks")
      }
      let pauses = try rows.connection.prepare("SELECT scope, reason, until FROM pauses").rows {
        "'\($0.text(0))' \($0.text(1)) until \($0.optionalText(2) ?? "resumed")"
      }
      words += pauses.map { "paused: \($0)" }
    }
    return words.joined(separator: "; ")
  }
}

extension Rows.Attempt {
  /// Over, or looked for in vain until the last look.
  var isSettledOrHeld: Bool {
    !outcome.isLive
      || outcome == .uncertain && looks > 0 && LookSchedule.wait(afterLooks: looks) == nil
  }
}
