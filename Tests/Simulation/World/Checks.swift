import Daemon
import SQLite
import Spool
import WaveSpeed

/// The promises, looked at from outside: the API's own book on one side, the committed rows on the
/// other.
final class Checks {
  private var open: Rows?
  private let disk: Disk
  private let path: String
  private let api: API
  private let wire: Wire
  private let people: People
  private let clock: MachineClock
  private let trace: Trace

  private(set) var broken: Violation?
  private(set) var isQuiet = false
  private var lastEvent: Int64 = 0
  private var told: [Int64: String] = [:]
  private var authorised: [Int64: Int] = [:]
  // After a backup was restored: what the database still knew, and whose submissions it may not.
  private var remembered: Set<AttemptID>?
  private var lastForgottenLife = 0
  private var restoredAt = Uptime.start

  /// A person has looked at what nobody owns, and said that the queue may go on.
  var mayPayAgain = false
  private var bodies: [AttemptID: [UInt8]] = [:]
  private var uncertainSince: [AttemptID: Uptime] = [:]
  private var arrivedPosts: [(at: Uptime, model: String)] = []
  private var arrivedPolls: [(at: Uptime, life: Int)] = []

  /// How long what people wrote may stay unknown to the daemon.
  var noticeWithin = Duration.seconds(3)

  /// The history gives inputs back, and the clock was never set.
  var historyIsPlain = false

  /// After the clock was set while no daemon lived, its minute cannot be known.
  var minuteIsUnknownUntil = Uptime.start
  var livesSince = Uptime.start

  init(
    _ disk: Disk, path: String, _ api: API, _ wire: Wire, _ people: People, _ clock: MachineClock,
    _ trace: Trace
  ) throws(SQLiteError) {
    self.disk = disk
    self.path = path
    self.api = api
    self.wire = wire
    self.people = people
    self.clock = clock
    self.trace = trace
    disk.enter(.people)
    open = try Rows(disk, path: path)
  }

  /// The database knows less than it did: what was paid for since is nobody's, until it is found.
  func forget() throws(SQLiteError) {
    disk.enter(.people)
    var known: Set<AttemptID> = []
    for attempt in try rows.attempts() { known.insert(attempt.id) }
    remembered = remembered.map { $0.intersection(known) } ?? known
    lastForgottenLife = wire.life
    restoredAt = clock.uptime
    bodies = bodies.filter { known.contains($0.key) }
    lastEvent = 0
    told = [:]
    minuteIsUnknownUntil = clock.uptime + .seconds(400)
  }

  /// The power is back.
  func comeBack() throws(SQLiteError) {
    disk.enter(.people)
    open = try Rows(disk, path: path)
  }

  func hangUp() { open = nil }

  private var rows: Rows {
    guard let open else { preconditionFailure("nobody looks while the power is out") }
    return open
  }

  private func isForgotten(_ prediction: Prediction) -> Bool {
    guard let remembered else { return false }
    return prediction.life <= lastForgottenLife && !remembered.contains(prediction.attempt)
  }

  func fail(_ words: String) {
    guard broken == nil else { return }
    trace.say { "BROKEN: \(words)" }
    broken = Violation(words)
  }

  private func reading(_ body: () throws(SQLiteError) -> Void) {
    disk.enter(.people)
    do throws(SQLiteError) { try body() } catch { fail("the database cannot be read: \(error)") }
  }
}

// MARK: - after every step

extension Checks {
  func look() {
    reading { () throws(SQLiteError) in
      guard try rows.haveChanged() else { return }
      try rows.connection.reading { () throws(SQLiteError) in
        let attempts = try rows.attempts()
        let jobs = try rows.jobs()
        try replay(jobs)
        compare(attempts, with: jobs)
        try compare(attempts, withOrphans: { () throws(SQLiteError) in try rows.orphans() })
        isQuiet =
          attempts.allSatisfy { $0.isSettledOrHeld }
          && jobs.allSatisfy { $0.status.hasEnded || $0.status == .uncertain }
      }
    }
  }

  private func replay(_ jobs: [Rows.Job]) throws(SQLiteError) {
    for event in try rows.events(after: lastEvent) {
      lastEvent = event.id
      trace.say {
        "    event \(event.job.map { "job \($0)" } ?? "account") \(event.kind)"
          + (event.to.map { " \(event.from ?? "–")→\($0)" } ?? "") + " by \(event.actor)"
          + (event.detail.map { ": \($0)" } ?? "")
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

  private func compare(_ attempts: [Rows.Attempt], with jobs: [Rows.Job]) {
    var newest: [Int64: Rows.Attempt] = [:]
    var counted: [Int64: Int] = [:]
    var stillUncertain: [AttemptID: Uptime] = [:]
    for attempt in attempts {
      let job = attempt.id.job.number
      if newest[job].map({ $0.id.number < attempt.id.number }) ?? true { newest[job] = attempt }
      if attempt.outcome.mayHaveBeenCharged { counted[job, default: 0] += 1 }
      if attempt.outcome == .uncertain {
        stillUncertain[attempt.id] = uncertainSince[attempt.id] ?? clock.uptime
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
  private func compare(
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
        let isItsOwn =
          known.attempt == attempt.id || isForgotten(known)
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
      if known == nil { known = try orphans() }
      if !(known ?? []).contains(prediction.id.text) {
        fail("\(prediction.id) was charged for \(row.id), whose row says \(row.outcome) of another")
      }
    }
  }
}

// MARK: - what leaves and arrives

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
      if bodies.updateValue(request.body, forKey: id) != nil { fail("\(id) leaves a second time") }
      if jobs.first(where: { $0.id == id.job.number })?.status != .submitting {
        fail("\(id) leaves, and its job is not submitting")
      }
      for other in attempts where other.id.job == id.job && other.id != id && other.outcome.isLive {
        fail("\(id) leaves while \(other.id) is \(other.outcome)")
      }
      neverTwice(id, attempts)
      notForgotten(id, request, attempts)
      limits(row.model, attempts)
      pauses(row.model)
    }
  }

  /// What was paid for before the backup was restored is not paid for again: its inputs tell.
  private func notForgotten(
    _ id: AttemptID, _ request: APIRequest, _ attempts: [Rows.Attempt]
  ) {
    guard historyIsPlain, !mayPayAgain else { return }
    for earlier in api.predictions
    where isForgotten(earlier) && earlier.body == request.body
      && earlier.listedFrom < restoredAt  // what appears later cannot be compared
      && (earlier.ending.hasResult || !earlier.hasEnded(at: clock.uptime))
      && !attempts.contains(where: { $0.prediction == earlier.id })
    {
      fail("\(id) leaves, and \(earlier.id) was paid for before the backup was restored")
    }
  }

  private func neverTwice(_ id: AttemptID, _ attempts: [Rows.Attempt]) {
    for earlier in api.predictions
    where earlier.attempt.job == id.job && !isForgotten(earlier) {
      let row = attempts.first { $0.id == earlier.attempt }
      if row?.outcome == .givenUp { continue }
      if !earlier.hasEnded(at: clock.uptime) || earlier.ending.hasResult {
        fail("\(id) leaves, and \(earlier.id) was paid for and is \(earlier.ending)")
      }
    }
  }

  private func limits(_ model: String, _ attempts: [Rows.Attempt]) {
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

  private func pauses(_ model: String) {
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

// MARK: - at the end

extension Checks {
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
      held(attempts)
      for prediction in api.predictions {
        guard let row = attempts.first(where: { $0.prediction == prediction.id }) else { continue }
        let expected: Outcome = prediction.ending.hasResult ? .completed : .failed
        if row.outcome != expected {
          fail(
            "\(prediction.id) ended \(prediction.ending), its attempt \(row.id) is \(row.outcome)")
        }
        guard let job = jobs.first(where: { $0.prediction == prediction.id }) else { continue }
        let wanted = prediction.outputs.allSatisfy { job.outputs?.contains($0) ?? false }
        if prediction.ending.hasResult, !wanted {
          fail("the outputs of \(prediction.id) are not in job \(job.id)")
        }
      }
    }
  }

  /// An attempt that waits for a person says why, and does so only where the API holds nothing
  /// that is plainly its own.
  private func held(_ attempts: [Rows.Attempt]) {
    for attempt in attempts where attempt.outcome == .uncertain {
      if attempt.needsPerson == nil { fail("\(attempt.id) is uncertain for no stated reason") }
      guard historyIsPlain, let body = bodies[attempt.id],
        bodies.values.filter({ $0 == body }).count == 1,
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
  fileprivate var isSettledOrHeld: Bool {
    !outcome.isLive
      || outcome == .uncertain && looks > 0 && LookSchedule.wait(afterLooks: looks) == nil
  }
}
