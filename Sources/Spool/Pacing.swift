/// How much may be submitted now: for the account and for each model.
///
/// A model that is full never holds up another: room is asked model by model, and the account's
/// room is shared out in the order of priority and id.
package struct Pacing: Equatable, Sendable {
  private var limits: [Scope: Limits]
  private var live: [Scope: Int] = [:]
  private var minutes: [Scope: SlidingWindow] = [:]

  package init(limits: [Scope: Limits] = [.account: .account]) {
    self.limits = limits
  }

  package mutating func set(_ limits: [Scope: Limits]) {
    self.limits = limits
  }

  /// Attempts that hold a slot: sent, uncertain or running at the API.
  package func inFlight(_ scope: Scope) -> Int { live[scope] ?? 0 }

  /// How many more may be submitted under `scope`'s own limits, after `planned` others that
  /// are about to be; nil when nothing limits them.
  package mutating func room(_ scope: Scope, planned: Int, freed: Int, at now: Uptime) -> Int? {
    guard let limits = limits[scope] else { return nil }
    var room: Int?
    if let most = limits.inFlightNow {
      room = max(0, most - inFlight(scope) + freed - planned)
    }
    if let most = limits.perMinute {
      let left = max(0, most - minutes[scope, default: .minute].count(at: now) - planned)
      room = min(room ?? left, left)
    }
    return room
  }

  /// A submission of `model` is leaving.
  package mutating func sent(_ model: ModelName) {
    for scope in [Scope.account, .model(model)] {
      live[scope, default: 0] += 1
      minutes[scope, default: .minute].left()
    }
  }

  /// Its exchange is over, whatever came of it.
  package mutating func wasAnswered(_ model: ModelName, at now: Uptime) {
    for scope in [Scope.account, .model(model)] {
      minutes[scope, default: .minute].wasAnswered(at: now)
    }
  }

  /// An attempt of an earlier life of the daemon still holds its slot.
  package mutating func inherits(_ model: ModelName) {
    for scope in [Scope.account, .model(model)] {
      live[scope, default: 0] += 1
    }
  }

  /// A submission of an earlier life may have arrived as late as `moment`.
  package mutating func remembers(_ model: ModelName, at moment: Uptime) {
    for scope in [Scope.account, .model(model)] {
      minutes[scope, default: .minute].remember(1, at: moment)
    }
  }

  /// An attempt holds its slot no longer.
  package mutating func released(_ model: ModelName) {
    for scope in [Scope.account, .model(model)] {
      let count = live[scope] ?? 0
      precondition(count > 0, "A slot is given back once")
      live[scope] = count - 1
    }
  }

  /// When a minute's window that is limited next makes room by itself.
  package var nextFall: Uptime? {
    limits.filter { $0.value.perMinute != nil }.keys.compactMap { minutes[$0]?.nextFall }.min()
  }
}

extension SlidingWindow {
  fileprivate static var minute: SlidingWindow { SlidingWindow(span: .seconds(60)) }
}
