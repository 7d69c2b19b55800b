import SQLite
import Spool
import Store
import Terminal

extension Metrics {
  /// Always in Prometheus' own form, which is made for programs already.
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let health = try session.health()
    let ledger = try session.reading { store throws(SQLiteError) in
      Ledger(
        ended: try store.endedCounts(), outcomes: try store.outcomes(),
        outputs: try store.outputCounts(), spending: try store.spending())
    }
    var page = MetricsPage()
    page.addQueue(health, ledger)
    page.addLedger(ledger)
    page.addDaemon(health)
    for line in page.lines { session.out.line(line) }
    return .done
  }
}

private struct Ledger {
  let ended: [Status: Int]
  let outcomes: [(ModelName, Outcome, Int)]
  let outputs: [(String, Int)]
  let spending: [Spending]
}

extension MetricsPage {
  fileprivate mutating func addQueue(_ health: Health, _ ledger: Ledger) {
    add(
      "wavespool_jobs", .gauge, "Jobs in the database, by status.",
      Status.allCases.map { status in
        let count = status.hasEnded ? ledger.ended[status] ?? 0 : health.count(status)
        return ([("status", status.rawValue)], Double(count))
      })
    add(
      "wavespool_queue_jobs", .gauge,
      "Jobs that are ready or under way, by model and status.",
      health.depths.map {
        ([("model", $0.model.text), ("status", $0.status.rawValue)], Double($0.jobs))
      })
    add(
      "wavespool_scheduled_jobs", .gauge, "Queued jobs whose time has not come.",
      Double(health.scheduled.jobs))
    add(
      "wavespool_passed_over_jobs", .gauge, "Queued jobs that wait for money, by why.",
      WaitReason.allCases.map { reason in
        ([("reason", reason.rawValue)], Double(health.passedOver[reason] ?? 0))
      })
    add(
      "wavespool_oldest_queued_seconds", .gauge, "Age of the longest ready job of each model.",
      health.depths.filter { $0.status == .queued }.compactMap { depth in
        depth.oldest.map {
          let age = max(0, health.now.milliseconds - $0.milliseconds)
          return ([("model", depth.model.text)], Double(age) / 1000)
        }
      })
    add(
      "wavespool_in_flight", .gauge, "Predictions that hold a slot, by model.",
      health.inFlight.sorted { $0.key < $1.key }.map {
        ([("model", $0.key.text)], Double($0.value))
      })
    add(
      "wavespool_in_flight_limit", .gauge, "How many of them the account's limit allows.",
      health.limits[.account]?.inFlight.map { Double($0) })
    add(
      "wavespool_paused", .gauge,
      "Reasons for which nothing is submitted; no model is the account.",
      health.pauses.map { ([("model", $0.scope.text), ("reason", $0.reason.rawValue)], 1) })
    add(
      "wavespool_needs_person", .gauge,
      "Things that only a person can settle: see wavespool status.",
      Double(health.attention.count))
  }

  fileprivate mutating func addLedger(_ ledger: Ledger) {
    add(
      "wavespool_attempts_total", .counter, "Submissions that are settled, by model and outcome.",
      ledger.outcomes.filter { !$0.1.isLive }.map {
        ([("model", $0.0.text), ("outcome", $0.1.rawValue)], Double($0.2))
      })
    add(
      "wavespool_spent_usd_total", .counter, "Dollars that predictions which ended have cost.",
      ledger.spending.map { ([("model", $0.group)], $0.spent.dollars) })
    add(
      "wavespool_pending_usd", .gauge, "Dollars that predictions under way cost or may cost.",
      ledger.spending.map { ([("model", $0.group)], $0.pending.dollars) })
    add(
      "wavespool_outputs", .gauge, "Outputs, by what became of them.",
      ledger.outputs.map { ([("status", $0.0)], Double($0.1)) })
  }

  fileprivate mutating func addDaemon(_ health: Health) {
    add(
      "wavespool_daemon_up", .gauge, "Whether a daemon serves this database.",
      health.holder == nil ? 0 : 1)
    add(
      "wavespool_daemon_heartbeat_timestamp_seconds", .gauge,
      "When the daemon last wrote of itself.",
      health.daemon?.heartbeatAt.map { Double($0.milliseconds) / 1000 })
  }
}
