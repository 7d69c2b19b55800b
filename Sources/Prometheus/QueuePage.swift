import Spool
import Store

extension MetricsPage {
  /// The queue in Prometheus' words.
  package init(_ figures: QueueFigures, version: String) {
    add(
      "wavespool_build_info", .gauge, "The version of the program that wrote this.",
      [
        ([("version", version)], 1)
      ])
    addQueue(figures)
    addPacing(figures)
    addLedger(figures)
    addDaemon(figures)
    addFiles(figures)
  }

  private mutating func addQueue(_ figures: QueueFigures) {
    add(
      "wavespool_jobs", .gauge, "Jobs in the database, by status.",
      Status.allCases.map { ([("status", $0.rawValue)], Double(figures.count($0))) })
    add(
      "wavespool_queue_jobs", .gauge, "Jobs that are ready or under way, by model and status.",
      figures.depths.map { (labels($0), Double($0.jobs)) })
    add(
      "wavespool_oldest_job_seconds", .gauge, "Age of the oldest of them.",
      figures.depths.compactMap { depth in
        depth.oldest.map {
          (labels(depth), Double(max(0, figures.now.milliseconds - $0.milliseconds)) / 1000)
        }
      })
    add(
      "wavespool_scheduled_jobs", .gauge, "Queued jobs whose time has not come.",
      Double(figures.scheduled.jobs))
    add(
      "wavespool_passed_over_jobs", .gauge, "Queued jobs that wait for money, by why.",
      WaitReason.allCases.map {
        ([("reason", $0.rawValue)], Double(figures.passedOver[$0] ?? 0))
      })
    add(
      "wavespool_undecided_jobs", .gauge, "Uncertain jobs that no search can settle any more.",
      Double(figures.undecided))
    add(
      "wavespool_needs_person", .gauge,
      "Things that only a person can settle: see wavespool status.", Double(figures.needsPerson))
  }

  private mutating func addPacing(_ figures: QueueFigures) {
    add(
      "wavespool_in_flight", .gauge, "Predictions that hold a slot, by model.",
      figures.inFlight.sorted { $0.key < $1.key }.map {
        ([("model", $0.key.text)], Double($0.value))
      })
    add(
      "wavespool_in_flight_limit", .gauge,
      "How many of them are allowed now, by model; no model is the account.",
      figures.limits.sorted { $0.key.text < $1.key.text }.compactMap { scope, limits in
        (limits.inFlightForNow ?? limits.inFlight).map {
          ([("model", scope.text)], Double($0))
        }
      })
    add(
      "wavespool_paused", .gauge,
      "Reasons for which nothing is submitted; no model is the account.",
      figures.pauses.map { ([("model", $0.scope.text), ("reason", $0.reason.rawValue)], 1) })
  }

  private mutating func addLedger(_ figures: QueueFigures) {
    let ledger = figures.ledger
    func byModel(_ value: (LedgerTotal) -> Double) -> [Sample] {
      var sums: [ModelName: Double] = [:]
      for total in ledger { sums[total.model, default: 0] += value(total) }
      return sums.sorted { $0.key < $1.key }.map { ([("model", $0.key.text)], $0.value) }
    }
    add(
      "wavespool_attempts_total", .counter, "Submissions that are settled, by model and outcome.",
      ledger.filter { !$0.outcome.isLive }.map {
        ([("model", $0.model.text), ("outcome", $0.outcome.rawValue)], Double($0.attempts))
      })
    add(
      "wavespool_polls_total", .counter, "How often predictions were asked after.",
      byModel { Double($0.polls) })
    add(
      "wavespool_spent_usd_total", .counter, "Dollars that predictions which ended have cost.",
      byModel { $0.outcome.isCharged ? $0.price.dollars : 0 })
    add(
      "wavespool_pending_usd", .gauge, "Dollars that predictions under way cost or may cost.",
      byModel { $0.outcome.isLive ? $0.price.dollars : 0 })
    add(
      "wavespool_unpriced_attempts", .gauge, "Attempts that cost or may cost nobody knows what.",
      byModel { $0.outcome.isCharged || $0.outcome.isLive ? Double($0.unknownPrices) : 0 })
    add(
      "wavespool_charged_usd_total", .counter, "Dollars that the API's bills say were charged.",
      byModel { $0.charged.dollars })
    add(
      "wavespool_given_back_usd_total", .counter, "Dollars that the API's bills say came back.",
      byModel { $0.givenBack.dollars })
    add(
      "wavespool_balance_usd", .gauge, "Dollars on the account when it was last asked.",
      figures.balance?.dollars)
    add(
      "wavespool_outputs", .gauge, "Outputs, by what became of them.",
      figures.outputs.map { ([("status", $0.0)], Double($0.1)) })
  }

  private mutating func addDaemon(_ figures: QueueFigures) {
    add(
      "wavespool_daemon_up", .gauge, "Whether a daemon serves this database.",
      figures.isServed ? 1 : 0)
    add(
      "wavespool_daemon_start_timestamp_seconds", .gauge, "When the daemon started.",
      figures.daemon?.startedAt.map { Double($0.milliseconds) / 1000 })
    add(
      "wavespool_daemon_heartbeat_timestamp_seconds", .gauge,
      "When the daemon last wrote of itself.",
      figures.daemon?.heartbeatAt.map { Double($0.milliseconds) / 1000 })
    let meters = figures.meters
    add(
      "wavespool_api_answers_total", .counter,
      "Answers of the API since the daemon started, by call and HTTP status; 0 is none.",
      meters.answers.sorted { $0.key < $1.key }.map {
        ([("call", $0.key.call), ("status", "\($0.key.status)")], Double($0.value))
      })
    add(
      "wavespool_turn_seconds", "How long turns took since the daemon started.",
      [([], meters.turns)])
    add(
      "wavespool_completion_lag_seconds",
      "By no more than this were the ends of predictions seen late, since the daemon started.",
      [([], meters.lags)])
    add(
      "wavespool_prediction_seconds",
      "From acceptance to the end that was seen, since the daemon started.",
      meters.predictions.sorted { $0.key < $1.key }.map { ([("model", $0.key.text)], $0.value) })
  }

  private mutating func addFiles(_ figures: QueueFigures) {
    add(
      "wavespool_database_bytes", .gauge, "Size of the database file.",
      Double(figures.file.bytes))
    add(
      "wavespool_database_free_bytes", .gauge, "How much of it is unused.",
      Double(figures.file.freeBytes))
    add(
      "wavespool_wal_bytes", .gauge, "Size of the write-ahead log.", Double(figures.logBytes))
  }
}

private func labels(_ depth: Depth) -> MetricsPage.Labels {
  [("model", depth.model.text), ("status", depth.status.rawValue)]
}

extension Outcome {
  /// As the view `spending` counts what was spent; what was refunded has no price here.
  fileprivate var isCharged: Bool {
    switch self {
    case .completed, .failed, .givenUp: true
    case .sending, .notSent, .throttled, .rejected, .uncertain, .accepted: false
    }
  }
}
