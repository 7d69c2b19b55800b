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
      dot = out.paint("●", .green)
      words = "wavespoold is running" + (pid > 0 ? ", pid \(pid)" : "")
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
      let words = "\(pause.sentence) Since \(pause.since.words), \(pause.ending(at: health.now))."
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
        "Job \(runner.job) runs longer than usual: accepted \(ago(runner.acceptedAt)), where half of "
        + "its model's took less than \(usually.words)."
      for line in hungLines("… ", words, width: out.width) { out.line(line) }
    }
  }
}

extension Health {
  fileprivate var queueWords: String {
    let parts = Status.allCases.filter { !$0.hasEnded }.compactMap { status -> String? in
      let count = count(status)
      return count > 0 ? "\(count) \(status.rawValue)" : nil
    }
    var words = parts.isEmpty ? "empty" : parts.joined(separator: ", ")
    if scheduled.jobs > 0, let next = scheduled.next {
      let left = Duration.milliseconds(next.milliseconds - now.milliseconds)
      words +=
        "; \(scheduled.jobs) of the queued wait for their time, the next "
        + (left > .zero ? "in \(left.words)" : "is due")
    }
    for reason in WaitReason.allCases {
      if let count = passedOver[reason] { words += "; \(count) \(reason.words)" }
    }
    return words
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
    let spent = spending.reduce(Money.zero) { $0 + $1.spent }
    let pending = spending.reduce(Money.zero) { $0 + $1.pending }
    let unknown = spending.reduce(0) { $0 + $1.unknown }
    return "\(spent)" + (pending > .zero ? ", and \(pending) under way" : "")
      + (unknown > 0 ? "; the price of \(counted(unknown, "attempt")) is not known" : "")
  }
}
