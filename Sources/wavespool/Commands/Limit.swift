import JSON
import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

extension Limit {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let arguments = session.invocation
    let name = try arguments[model].map { text throws(CommandFailure) in
      try session.model(text).name
    }
    let changes: [any DeclaredArgument] = [inFlight, perMinute, pollsPerSecond, preset]
    if changes.contains(where: arguments.has) {
      try set(name.map { .model($0) } ?? .account, session)
    } else {
      try show(name, session)
    }
    return .done
  }

  private static func set(_ scope: Scope, _ session: Session) throws(CommandFailure) {
    let arguments = session.invocation
    if arguments.has(preset), scope != .account {
      throw .usage(
        "--preset is about the account, not about a model", hint: "Leave the model out.")
    }
    let limits = try session.writing { store throws(SQLiteError) in
      var limits = try store.limits()[scope] ?? Limits()
      // What a person sets, holds: a 429 has lowered another one.
      if arguments.has(inFlight) || arguments.has(preset) { limits.inFlightForNow = nil }
      arguments[inFlight].map { limits.inFlight = $0.value }
      arguments[perMinute].map { limits.perMinute = $0.value }
      arguments[pollsPerSecond].map { limits.pollsPerSecond = $0.value.map(Double.init) }
      arguments[preset].map { level in
        limits.inFlight = level.inFlight
        limits.perMinute = level.perMinute
      }
      try store.setLimits(limits, of: scope)
      return limits
    }
    if session.wantsJSON { session.print(.object(limits.json)) }
    session.note("\(scope.words): \(limits.words).")
    if arguments.has(preset), let advice = limits.advice { session.note(advice) }
  }

  private static func show(_ name: ModelName?, _ session: Session) throws(CommandFailure) {
    let all = try session.reading { store throws(SQLiteError) in try store.limits() }
    if let name {
      let limits = all[.model(name)] ?? Limits()
      if session.wantsJSON {
        session.print(.object(limits.json))
      } else {
        table([(name.text, limits)]).write(to: session.out)
      }
      return
    }
    let account = all[.account] ?? Limits()
    let models = all.filter { $0.key != .account && $0.value != Limits() }
      .sorted { $0.key.text < $1.key.text }.map { ($0.key.text, $0.value) }
    if session.wantsJSON {
      session.print([
        "account": .object(account.json),
        "models": .object(JSON.Object(models.map { ($0.0, .object($0.1.json)) })),
      ])
    } else {
      table([("(account)", account)] + models).write(to: session.out)
    }
  }

  private static func table(_ rows: [(name: String, limits: Limits)]) -> Table {
    var table = Table([
      Column("MODEL", minimum: 12, eliding: .start), Column("IN FLIGHT", .right),
      Column("PER MINUTE", .right), Column("POLLS/S", .right),
    ])
    for row in rows {
      table.add([
        Cell(row.name), Cell(row.limits.flights),
        Cell(row.limits.perMinute.map { "\($0)" } ?? "off"),
        Cell(row.limits.pollsPerSecond.map(plain) ?? "off"),
      ])
    }
    return table
  }
}

extension Limit.Preset {
  /// What WaveSpeedAI says of its levels. The pages disagree: these are the stricter numbers.
  fileprivate var inFlight: Int {
    switch self {
    case .bronze: 2
    case .silver: 300
    case .gold: 3000
    case .ultra: 10_000
    }
  }

  fileprivate var perMinute: Int {
    switch self {
    case .bronze: 2
    case .silver: 500
    case .gold: 3000
    case .ultra: 5000
    }
  }
}

extension Limits {
  /// `8`, or `8, now 4` after a 429.
  fileprivate var flights: String {
    let configured = inFlight.map { "\($0)" } ?? "off"
    return inFlightForNow.map { "\(configured), now \($0)" } ?? configured
  }

  /// As `limit --json` and `status --json` say it.
  var json: JSON.Object {
    let polls = pollsPerSecond.flatMap { JSON.Number(plain($0)) }.map { JSON.number($0) }
    return [
      "in_flight": .whole(inFlight), "in_flight_for_now": .whole(inFlightForNow),
      "per_minute": .whole(perMinute), "polls_per_second": polls ?? .null,
    ]
  }

  fileprivate var words: String {
    let flights = inFlight.map { "\($0) in flight" } ?? "any number in flight"
    let submissions = perMinute.map { "\($0) a minute" } ?? "any number a minute"
    let polls = pollsPerSecond.map { "\(plain($0)) polls a second" } ?? "any number of polls"
    return listed([flights, submissions, polls], "and")
  }

  /// Many predictions share the polls: each then waits its turn.
  fileprivate var advice: String? {
    guard let inFlight, let pollsPerSecond, pollsPerSecond > 0 else { return nil }
    let seconds = Double(inFlight) / pollsPerSecond
    guard seconds >= 15 else { return nil }
    return "With \(inFlight) in flight, \(plain(pollsPerSecond)) polls a second ask after each "
      + "one every \(Int(min(seconds, 1e9))) s: --polls-per-second sets how many are made."
  }
}

extension Scope {
  /// At the beginning of a sentence.
  var words: String {
    switch self {
    case .account: "The account"
    case .model(let name): name.text
    }
  }
}

extension Switchable {
  fileprivate var value: Value? {
    switch self {
    case .off: nil
    case .to(let value): value
    }
  }
}

/// `10`, not `10.0`.
private func plain(_ number: Double) -> String {
  Int(exactly: number).map { "\($0)" } ?? "\(number)"
}
