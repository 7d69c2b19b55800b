import Daemon
import SQLite
import Spool
import WaveSpeed

extension Checks {
  /// A submission is about to leave. All that allows it must be committed.
  func leaving(_ id: AttemptID, _ request: APIRequest) {
    reading { () throws(SQLiteError) in
      let attempts = try rows.attempts()
      let jobs = try rows.jobs()
      guard let row = attempts.first(where: { $0.id == id }) else {
        return fail("\(id) leaves without a row in the ledger")
      }
      if row.outcome != .sending { fail("\(id) leaves, and its row is \(row.outcome)") }
      if row.body != String(decoding: request.body, as: UTF8.self) {
        fail("\(id) leaves with another body than its row's")
      }
      if !left.insert(id).inserted { fail("\(id) leaves a second time") }
      leftSinceRestore.insert(Wire.Sending(life: wire.life, attempt: id))
      bodies[id] = request.body
      if jobs.first(where: { $0.id == id.job.number })?.status != .submitting {
        fail("\(id) leaves, and its job is not submitting")
      }
      for other in attempts where other.id.job == id.job && other.id != id && other.outcome.isLive {
        fail("\(id) leaves while \(other.id) is \(other.outcome)")
      }
      neverTwice(id, attempts)
      notForgotten(row, request, attempts)
      limits(row.model, attempts)
      pauses(row.model)
      try budgets(row, attempts)
    }
  }

  /// What was paid for before the backup was restored is not paid for again: its inputs tell. What
  /// people wish for later, they wish for.
  func notForgotten(
    _ row: Rows.Attempt, _ request: APIRequest, _ attempts: [Rows.Attempt]
  ) {
    guard historyIsPlain, !mayPayAgain else { return }
    for earlier in api.predictions
    where isForgotten(earlier) && earlier.body == request.body && earlier.model.text == row.model
      // What was answered and recorded, and is listed later, no comparison can know.
      && (isListedInTime(earlier) || !everRecorded.contains(earlier.id)
        || !wire.wasAccepted(earlier.sending))
      && isOlder(row.id.job, thanTheRestoreAfter: earlier.life)
      && (earlier.ending.hasResult || !earlier.hasEnded(at: clock.uptime))
      && !attempts.contains(where: { $0.prediction == earlier.id })
    {
      fail("\(row.id) leaves, and \(earlier.id) was paid for before the backup was restored")
    }
    for earlier in wire.onTheirWay(request)
    where isForgotten(earlier) && isOlder(row.id.job, thanTheRestoreAfter: earlier.life) {
      fail("\(row.id) leaves, and what was sent for it before the restore is still on its way")
    }
  }

  /// Whether it was there when what a life has paid for was forgotten, and ever since.
  private func isOlder(_ job: JobID, thanTheRestoreAfter life: Int) -> Bool {
    restores.allSatisfy { $0.life < life || job.number <= $0.newestJob }
  }

  private func isListedInTime(_ prediction: Prediction) -> Bool {
    restores.first { $0.life >= prediction.life }.map { prediction.listedFrom < $0.at } ?? false
  }

  func neverTwice(_ id: AttemptID, _ attempts: [Rows.Attempt]) {
    for earlier in api.predictions where !isForgotten(earlier) {
      // Of attempts that sent the same, one may have adopted what another one paid for.
      let row =
        attempts.first { $0.prediction == earlier.id }
        ?? attempts.first { $0.id == earlier.attempt }
      guard (row?.id ?? earlier.attempt).job == id.job, row?.outcome != .givenUp else { continue }
      if !earlier.hasEnded(at: clock.uptime) || earlier.ending.hasResult {
        fail("\(id) leaves, and \(earlier.id) was paid for and is \(earlier.ending)")
      }
    }
  }

  func limits(_ model: String, _ attempts: [Rows.Attempt]) {
    if agesAreUnknown { return }
    // What holds a slot as the API sees it: being worked on, or on its way there.
    var settled: Set<AttemptID> = []
    for attempt in attempts {
      let isOld = uncertainSince[attempt.id].map { $0 + .seconds(1800) < clock.uptime } ?? false
      if attempt.outcome == .givenUp || isOld { settled.insert(attempt.id) }
    }
    var live = ["": 1, model: 1]
    for prediction in api.predictions
    where !prediction.hasEnded(at: clock.uptime) && !settled.contains(prediction.attempt)
      && !isForgotten(prediction)
    {
      live["", default: 0] += 1
      if prediction.model.text == model { live[model, default: 0] += 1 }
    }
    wire.onTheWire { _, other in
      live["", default: 0] += 1
      if other.text == model { live[model, default: 0] += 1 }
    }
    for (scope, count) in live {
      let most = people.limits.most(
        scope, "in_flight", since: clock.uptime + (.zero - noticeWithin))
      if let most, count > most {
        fail("\(count) in flight\(scope.isEmpty ? "" : " of \(scope)"), the limit is \(most)")
      }
    }
  }

  func pauses(_ model: String) {
    for scope in ["", model] {
      guard let since = people.pausedSince[scope], since + noticeWithin < clock.uptime,
        livesSince + noticeWithin < clock.uptime
      else { continue }
      fail("\(scope.isEmpty ? "the account" : scope) is paused, and a submission leaves")
    }
  }

  func arriving(_ exchange: Exchange, _ request: APIRequest, _ life: Int) {
    let now = clock.uptime
    switch exchange {
    case .submit:
      let model = String(request.path.dropFirst("/api/v3/".count))
      arrivedPosts.append((now, model))
      guard minuteIsUnknownUntil < now else { return }
      for scope in ["", model] {
        let since = now + .seconds(-60)
        let count = arrivedPosts.reversed().prefix { $0.at > since }
          .filter { scope.isEmpty || $0.model == scope }.count
        let most = people.limits.most(
          scope, "per_minute", since: since + .seconds(-130) + (.zero - noticeWithin))
        if let most, count > most {
          fail("\(count) submissions arrived within a minute, the limit is \(most)")
        }
      }
    case .poll:
      arrivedPolls.append((now, life))
      guard unwritableUntil + noticeWithin < now else { return }
      let count = arrivedPolls.reversed().prefix { $0.at > now + .seconds(-1) }
        .filter { $0.life == life }.count
      let most = people.limits.most(
        "", "polls_per_second", since: now + .seconds(-40) + (.zero - noticeWithin))
      if let most, count > most {
        fail("\(count) polls arrived within a second, the limit is \(most)")
      }
    default: break
    }
  }
}
