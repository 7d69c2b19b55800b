import JSON
import Spool
import Store
import Terminal

extension StatusReport {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let health = try session.health()
    if session.wantsJSON {
      session.print(.object(health.json))
    } else {
      session.show(health)
    }
    return health.attention.isEmpty ? .done : .failed
  }
}

extension Session {
  fileprivate func show(_ health: Health) {
    var facts = FactSheet(on: out)
    showDaemon(health, &facts)
    facts.add("database", health.path)
    facts.add("queue", health.queueWords)
    facts.add("in flight", health.inFlightWords)
    facts.add("today", health.endedWords)
    facts.add("spent today", health.spendingWords)
    facts.add("budget", health.budget.map { "\($0.spent) of \($0.perDay) today" })
    facts.add("balance", health.balance.map { "\($0.amount), asked for \(ago($0.at))" })
    facts.write()
    showModels(health)
    showPauses(health)
    showLongRunners(health)
    for attention in health.attention {
      out.line()
      for line in hungLines("! ", attention.what, width: out.width) {
        out.line(out.paint(line, .yellow))
      }
      for line in hungLines("  ", attention.remedy, width: out.width) { out.line(line) }
    }
  }

  private func showDaemon(_ health: Health, _ facts: inout FactSheet) {
    let dot: String
    let words: String
    if let pid = health.holder {
      let named = pid > 0 ? ", pid \(pid)" : ""
      if let silent = health.daemon?.silentSince(at: health.now) {
        dot = out.paint("●", .yellow)
        words =
          "wavespoold runs\(named), but has written nothing since \(silent.words): "
          + "'wavespool doctor'"
      } else {
        dot = out.paint("●", .green)
        words = "wavespoold is running\(named)"
      }
    } else {
      dot = health.hasWork ? out.paint("●", .red) : "○"
      words = "wavespoold is not running"
    }
    out.line("\(dot) \(out.paint(words, .bold))")
    guard let daemon = health.daemon, daemon.epoch > 0 else { return }
    let started = health.holder == nil ? daemon.stoppedAt : daemon.startedAt
    facts.add(health.holder == nil ? "stopped" : "since", started.map { "\($0.words), \(ago($0))" })
    facts.add("version", daemon.version)
    facts.add("API", daemon.apiURL)
    facts.add("last seen", daemon.heartbeatAt.map { ago($0) })
    facts.add("trouble", daemon.trouble)
  }

  private func showModels(_ health: Health) {
    guard !health.depths.isEmpty else { return }
    out.line()
    var table = Table([
      Column("MODEL", minimum: 8, ideal: 20, shrinksAt: 1, eliding: .start), Column("STATUS"),
      Column("JOBS", .right), Column("OLDEST", expendableAt: 1),
    ])
    for depth in health.depths {
      table.add([
        Cell(depth.model.text), Cell(depth.status.words, depth.status.style), Cell("\(depth.jobs)"),
        Cell(depth.oldest.map { ago($0) } ?? ""),
      ])
    }
    table.write(to: out)
  }

  /// Those that end without a person; the others are told with what has to be done.
  private func showPauses(_ health: Health) {
    let pauses = health.pauses.filter { $0.needed == nil }
    if !pauses.isEmpty { out.line() }
    for pause in pauses {
      let since = "Since \(pause.since.words)"
      let way = pause.handWay(among: health.sought).map { " " + $0 } ?? ""
      let words = "\(pause.sentence) \(pause.span(from: since, at: health.now))\(way)"
      for line in hungLines("‖ ", words, width: out.width) { out.line(line) }
    }
  }
}

extension Session {
  /// Longer than usual is worth a glance; what is parked is told with what has to be done.
  private func showLongRunners(_ health: Health) {
    for runner in health.longRunners {
      guard case .unusual(let usually) = runner.run else { continue }
      let words =
        "Job \(runner.job) runs longer than usual: accepted \(ago(runner.acceptedAt)), where nearly "
        + "all of its model's ended within about \(usually.words)."
      for line in hungLines("… ", words, width: out.width) { out.line(line) }
    }
  }
}

extension Health {
  /// `4 queued (1 to start in 2h, 1 over a budget), 1 running`
  fileprivate var queueWords: String {
    let parts = Status.allCases.filter { !$0.hasEnded }.compactMap { status -> String? in
      let count = count(status)
      guard count > 0 else { return nil }
      let why = status == .queued && !waiting.isEmpty ? " (\(listed(waiting, "and")))" : ""
      return "\(count) \(status.rawValue)\(why)"
    }
    return parts.isEmpty ? "empty" : parts.joined(separator: ", ")
  }

  /// What the queued jobs that are not in line wait for.
  private var waiting: [String] {
    var causes: [String] = []
    if scheduled.jobs > 0, let next = scheduled.next {
      let left = next.since(now)
      let first = scheduled.jobs == 1 ? "" : "later, the first "
      causes.append(
        "\(scheduled.jobs) to start \(first)" + (left > .zero ? "in \(left.words)" : "now"))
    }
    for reason in WaitReason.allCases {
      if let count = passedOver[reason] { causes.append("\(count) \(reason.words)") }
    }
    return causes
  }

  fileprivate var inFlightWords: String {
    let total = inFlight.values.reduce(0, +)
    let limits = limits[.account] ?? Limits()
    let most = limits.inFlightNow.map { "\(total) of \($0)" } ?? "\(total), no limit"
    let lowered =
      limits.inFlightForNow == nil
      ? "" : " for now: lowered by a 429, of \(limits.inFlight.map { "\($0)" } ?? "any number")"
    let pace = limits.perMinute.map { "; \($0) submissions a minute" } ?? ""
    return most + lowered + pace
  }

  fileprivate var endedWords: String? {
    let parts = Status.allCases.compactMap { status in
      endedToday[status].map { "\($0) \(status.rawValue)" }
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  fileprivate var spendingWords: String? {
    guard !spending.isEmpty else { return "nothing" }
    func sum(_ part: (Spending) -> Money) -> Money {
      spending.reduce(.zero) { $0 + part($1) }
    }
    let (failed, pending, beyond) = (sum(\.failed), sum(\.pending), sum(\.difference))
    let unknown = spending.reduce(0) { $0 + $1.unknown }
    var words = "\(sum(\.spent))"
    if failed > .zero { words += ", \(failed) of it on failures" }
    if pending > .zero { words += "; \(pending) under way" }
    if unknown > 0 { words += "; the price of \(counted(unknown, "attempt")) is not known" }
    if beyond != .zero {
      let size = Money(micros: abs(beyond.micros))
      words += "; the API's bills say \(size) \(beyond > .zero ? "more" : "less")"
    }
    return words
  }

  fileprivate var balance: (amount: Money, at: Timestamp)? {
    guard let amount = daemon?.balance, let at = daemon?.balanceAt else { return nil }
    return (amount, at)
  }
}
