import Daemon
import SQLite
import Spool
import WaveSpeed

extension Checks {
  func look() {
    reading { () throws(SQLiteError) in
      guard try rows.haveChanged() else { return }
      try rows.connection.reading { () throws(SQLiteError) in
        let attempts = try rows.attempts()
        let jobs = try rows.jobs()
        for attempt in attempts { attempt.prediction.map { _ = everRecorded.insert($0) } }
        try replay(jobs, attempts)
        compare(attempts, with: jobs)
        if attempts != addedUp {
          addedUp = attempts
          try books(attempts)
        }
        try noteWhatCanGo(jobs, attempts)
        noteWhatIsSent(attempts)
        try compare(attempts, withOrphans: { () throws(SQLiteError) in try rows.orphans() })
        isQuiet =
          attempts.allSatisfy { $0.isSettledOrHeld }
          && jobs.allSatisfy { $0.status.hasEnded || $0.status == .uncertain }
      }
    }
  }

  func replay(_ jobs: [Rows.Job], _ attempts: [Rows.Attempt]) throws(SQLiteError) {
    for event in try rows.events(after: lastEvent) {
      lastEvent = event.id
      trace.say {
        "    event \(event.job.map { "job \($0)" } ?? "account") \(event.kind)"
          + (event.to.map { " \(event.from ?? "–")→\($0)" } ?? "") + " by \(event.actor)"
          + (event.detail.map { ": \($0)" } ?? "")
      }
      if event.kind == "resubmitted", event.actor == "daemon", let job = event.job {
        resubmitted(job, attempts)
      }
      guard let job = event.job, let to = event.to else { continue }
      if told[job] != event.from {
        fail(
          "the event \(event.kind) of job \(job) says it came from \(event.from ?? "nothing"), "
            + "and it was \(told[job] ?? "nothing")")
      }
      // What has ended begins again only when somebody queues it again.
      if ["completed", "failed", "cancelled"].contains(event.from), event.kind != "requeued" {
        fail("job \(job) went from \(event.from ?? "") to \(to) by \(event.kind)")
      }
      told[job] = to
    }
    for job in jobs where told[job.id] != job.status.rawValue {
      fail("events say that job \(job.id) is \(told[job.id] ?? "nothing"), its row \(job.status)")
    }
  }

  /// Paying again is the policy only for what the history does not show.
  func resubmitted(_ job: Int64, _ attempts: [Rows.Attempt]) {
    guard historyIsPlain else { return }
    for attempt in attempts where attempt.id.job.number == job && attempt.outcome == .givenUp {
      guard let body = bodies[attempt.id], isSentOnce(body),
        let own = api.predictions.first(where: { $0.attempt == attempt.id }),
        !isForgotten(own), own.listedFrom + .seconds(60) < clock.uptime
      else { continue }
      fail("job \(job) is paid for again, and \(own.id) was in the history all the time")
    }
  }

  /// Whether nothing else can be taken for what this was sent for, by our book or by the API's.
  func isSentOnce(_ body: [UInt8]) -> Bool {
    bodies.values.count { $0 == body } == 1 && api.predictions.count { $0.body == body } <= 1
  }

  func compare(_ attempts: [Rows.Attempt], with jobs: [Rows.Job]) {
    var newest: [Int64: Rows.Attempt] = [:]
    var counted: [Int64: Int] = [:]
    var stillUncertain: [AttemptID: Uptime] = [:]
    for attempt in attempts {
      let job = attempt.id.job.number
      if newest[job].map({ $0.id.number < attempt.id.number }) ?? true { newest[job] = attempt }
      if bodies[attempt.id] == nil { bodies[attempt.id] = attempt.body.map { Array($0.utf8) } }
      if attempt.outcome.mayHaveBeenCharged { counted[job, default: 0] += 1 }
      if attempt.outcome == .uncertain {
        let since = uncertainSince[attempt.id] ?? clock.uptime
        stillUncertain[attempt.id] = since
        // Looks that were taken for others of its model are none of its own. What a backup knows of
        // looks, it had them before.
        if remembered == nil, attempt.isSettledOrHeld, clock.uptime < since + LookSchedule.span {
          fail("\(attempt.id) has had its \(attempt.looks) looks before their time")
        }
      }
    }
    uncertainSince = stillUncertain
    var owners: [PredictionID: Int64] = [:]
    for job in jobs {
      authorised[job.id] = max(authorised[job.id] ?? 0, job.maxAttempts)
      if job.attempts != counted[job.id] ?? 0 {
        fail(
          "job \(job.id) counts \(job.attempts) attempts, its ledger has \(counted[job.id] ?? 0)")
      }
      if let prediction = job.prediction, let other = owners.updateValue(job.id, forKey: prediction)
      {
        fail("jobs \(other) and \(job.id) share \(prediction)")
      }
      let last = newest[job.id]
      let fits =
        switch job.status {
        case .submitting: last?.outcome == .sending
        case .uncertain: last?.outcome == .uncertain
        case .running: last?.outcome == .accepted && last?.prediction == job.prediction
        case .completed: last?.outcome == .completed && job.outputs != nil
        case .queued, .failed: !(last?.outcome.isLive ?? false)
        case .cancelled: true
        }
      if !fits {
        fail(
          "job \(job.id) is \(job.status), its newest attempt \(last.map { "\($0.outcome)" } ?? "none")"
        )
      }
    }
    var charges: [Int64: Int] = [:]
    for prediction in api.predictions where !isForgotten(prediction) {
      charges[prediction.attempt.job.number, default: 0] += 1
    }
    for (job, charges) in charges where charges > authorised[job] ?? 0 {
      fail("job \(job) was charged \(charges) times, \(authorised[job] ?? 0) are authorised")
    }
  }

  /// The ledger against the API's own book.
  func compare(
    _ attempts: [Rows.Attempt], withOrphans orphans: () throws(SQLiteError) -> Set<String>
  ) throws(SQLiteError) {
    var byID: [AttemptID: Rows.Attempt] = [:]
    var owners: [PredictionID: AttemptID] = [:]
    for attempt in attempts {
      byID[attempt.id] = attempt
      if let prediction = attempt.prediction {
        owners[prediction] = attempt.id
        guard let known = api[prediction] else {
          fail("attempt \(attempt.id) has \(prediction), which is none")
          continue
        }
        // One that never left was made for a queued job when a restored database was compared.
        let isRecovered = remembered != nil && !left.contains(attempt.id)
        let isItsOwn =
          known.attempt == attempt.id || isForgotten(known) || isRecovered
          || bodies[attempt.id] == known.body
        if attempt.outcome.mayHaveBeenCharged, !isItsOwn {
          fail("attempt \(attempt.id) has \(prediction), which is that of \(known.attempt)")
        }
      }
    }
    var known: Set<String>?
    for prediction in api.predictions where !isForgotten(prediction) {
      guard let row = byID[prediction.attempt] else {
        fail("\(prediction.id) was charged for \(prediction.attempt), which is not in the ledger")
        continue
      }
      guard row.outcome.mayHaveBeenCharged else {
        fail("\(prediction.id) was charged, its attempt \(row.id) is \(row.outcome)")
        continue
      }
      if row.prediction == prediction.id || owners[prediction.id] != nil { continue }
      if row.outcome == .sending || row.outcome == .uncertain || row.outcome == .givenUp {
        continue
      }
      // Of attempts that sent the same, one may have the prediction of another, which looks on.
      let hasWaitingTwin = attempts.contains { twin in
        twin.prediction == nil && [.sending, .uncertain, .givenUp].contains(twin.outcome)
          && bodies[twin.id] == prediction.body
      }
      if hasWaitingTwin { continue }
      // Nor is it told from what an attempt has paid for that the older state knows nothing of.
      if let own = row.prediction.flatMap({ api[$0] }), isForgotten(own),
        own.body == prediction.body,
        !leftSinceRestore.contains(where: { bodies[$0.attempt] == prediction.body })
      {
        continue
      }
      if known == nil { known = try orphans() }
      if !(known ?? []).contains(prediction.id.text) {
        fail("\(prediction.id) was charged for \(row.id), whose row says \(row.outcome) of another")
      }
    }
  }
}
