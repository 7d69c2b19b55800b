import Daemon
import Spool
import WaveSpeed

/// An API that counts for itself, by its own clock: a request arrives somewhere between its leaving
/// and its answer, and what was accepted is in flight until its end, whatever the daemon knows of it.
final class ServerView {
  private let clock: ManualClock
  private var dice: LawDice

  /// What holds at this moment, as the person who set it believes.
  var inFlightLimit = 4
  var perMinuteLimit = 20
  var pollsPerSecondLimit = 5
  private(set) var broken: [String] = []

  private(set) var posts: [Uptime] = []
  private var polls: [Uptime] = []
  private var ends: [String: Uptime] = [:]

  init(_ clock: ManualClock, seed: UInt64) {
    self.clock = clock
    dice = LawDice(seed: seed)
  }

  /// The daemon dies: what it had on the wire has arrived by now, or never does.
  func losesConnections() {
    posts = posts.map { min($0, clock.uptime) }
    polls = polls.map { min($0, clock.uptime) }
  }

  /// In flight at the server now, with all that may be on its way to it.
  private var live: Int {
    ends.values.count { $0 > clock.uptime }
  }

  func answer(_ sent: ScriptedNetwork.Sent) -> (Answer.Result, after: Duration)? {
    let latency = Duration.milliseconds(Int(5 + 3000 * dice.roll() * dice.roll()))
    let arrival = clock.uptime + latency * dice.roll()
    switch sent.exchange {
    case .submit(let attempt):
      return (submission(attempt, arrival), after: latency)
    case .poll(let attempt):
      polls.append(arrival)
      check(polls, within: .seconds(1), pollsPerSecondLimit, "polls a second")
      let prediction = "p\(attempt)"
      let isOver = ends[prediction].map { $0 <= arrival } ?? true
      if dice.roll() < 0.05 { return (replied(502), after: latency) }
      return (
        isOver ? completed(prediction) : predicted(prediction, "processing"), after: latency
      )
    case .history, .billing, .bills:
      return (replied(200, #"{"data":{"page":1,"items":[]}}"#), after: latency)
    default: return nil
    }
  }

  private func submission(_ attempt: AttemptID, _ arrival: Uptime) -> Answer.Result {
    posts.append(arrival)
    check(posts, within: .seconds(60), perMinuteLimit, "submissions a minute")
    let prediction = "p\(attempt)"
    let fate = dice.roll()
    if fate < 0.04 { return replied(400, #"{"message":"no"}"#) }
    ends[prediction] = arrival + .milliseconds(Int(300 + 20_000 * dice.roll()))
    if live > inFlightLimit { broken.append("\(live) in flight, of \(inFlightLimit)") }
    return fate < 0.06 ? lostOnTheWay : accepted(prediction)
  }

  /// No stretch of the server's time that ends now or later holds more than the limit.
  private func check(_ times: [Uptime], within span: Duration, _ limit: Int, _ what: String) {
    let counted = times.count { $0 > clock.uptime + (.zero - span) }
    if counted > limit { broken.append("\(counted) \(what), of \(limit)") }
  }

  /// The most that any stretch of `span` saw.
  static func most(_ times: [Uptime], within span: Duration) -> Int {
    times.map { first in times.count { $0 >= first && $0 < first + span } }.max() ?? 0
  }
}

/// The same seed throws the same numbers on every machine (SplitMix64).
struct LawDice {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func roll() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((mixed ^ (mixed >> 31)) >> 11) / Double(UInt64(1) << 53)
  }
}
