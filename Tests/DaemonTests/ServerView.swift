import Daemon
import Spool
import TestSupport
import WaveSpeed

/// An API that counts for itself, by its own clock: a request arrives somewhere between its leaving
/// and its answer, and what was accepted is in flight until its end, whatever the daemon knows of it.
final class ServerView {
  private let clock: ManualClock
  private var dice: Dice

  /// What one scope is held to; nil lifts a limit.
  struct Limit {
    var inFlight: Int?
    var perMinute: Int?
    var pollsPerSecond: Int?
  }

  /// What holds at this moment, as the person who set it believes: the account's under "", those of
  /// models under their names.
  var limits = ["": Limit(inFlight: 4, perMinute: 20, pollsPerSecond: 5)]
  private(set) var broken: [String] = []

  private typealias Arrival = (at: Uptime, model: String)
  private var posts: [Arrival] = []
  private var polls: [Arrival] = []
  private var predictions: [String: (model: String, end: Uptime)] = [:]

  init(_ clock: ManualClock, seed: UInt64) {
    self.clock = clock
    dice = Dice(seed: seed)
  }

  func posts(of model: String) -> Int {
    posts.count { $0.model == model }
  }

  /// The daemon dies: what it had on the wire has arrived by now, or never does.
  func losesConnections() {
    posts = posts.map { (min($0.at, clock.uptime), $0.model) }
    polls = polls.map { (min($0.at, clock.uptime), $0.model) }
  }

  func answer(_ sent: ScriptedNetwork.Sent) -> (Answer.Result, after: Duration)? {
    let latency = Duration.milliseconds(Int(5 + 3000 * dice.roll() * dice.roll()))
    let arrival = clock.uptime + latency * dice.roll()
    switch sent.exchange {
    case .submit(let attempt):
      let model = String(sent.request.path.dropFirst("/api/v3/".count))
      return (submission(attempt, model, arrival), after: latency)
    case .poll(let attempt):
      return (poll("p\(attempt)", arrival), after: latency)
    case .history, .billing, .bills:
      return (replied(200, #"{"data":{"page":1,"items":[]}}"#), after: latency)
    default: return nil
    }
  }

  private func submission(
    _ attempt: AttemptID, _ model: String, _ arrival: Uptime
  ) -> Answer.Result {
    posts.append((arrival, model))
    check(posts, of: model, within: .seconds(60), "submissions a minute") { $0.perMinute }
    let prediction = "p\(attempt)"
    let fate = dice.roll()
    if fate < 0.04 { return replied(400, #"{"message":"no"}"#) }
    let end = arrival + .milliseconds(Int(300 + 20_000 * dice.roll()))
    predictions[prediction] = (model, end)
    // In flight at the server, with all that may be on its way to it.
    let live = predictions.values.filter { $0.end > clock.uptime }
    for (scope, limit) in held(model) {
      let counted = live.count { scope.isEmpty || $0.model == scope }
      if let most = limit.inFlight, counted > most {
        broken.append("\(counted) in flight of '\(scope)', of \(most)")
      }
    }
    return fate < 0.06 ? lostOnTheWay : accepted(prediction)
  }

  private func poll(_ prediction: String, _ arrival: Uptime) -> Answer.Result {
    let known = predictions[prediction]
    let model = known?.model ?? ""
    polls.append((arrival, model))
    check(polls, of: model, within: .seconds(1), "polls a second") { $0.pollsPerSecond }
    let isOver = known.map { $0.end <= arrival } ?? true
    if dice.roll() < 0.05 { return replied(502) }
    return isOver ? completed(prediction) : predicted(prediction, "processing")
  }

  private func held(_ model: String) -> [String: Limit] {
    limits.filter { $0.key.isEmpty || $0.key == model }
  }

  /// No stretch of the server's time that ends now or later holds more than the limit.
  private func check(
    _ arrivals: [Arrival], of model: String, within span: Duration, _ what: String,
    _ limit: (Limit) -> Int?
  ) {
    for (scope, limits) in held(model) {
      let counted = arrivals.count {
        $0.at > clock.uptime + (.zero - span) && (scope.isEmpty || $0.model == scope)
      }
      if let most = limit(limits), counted > most {
        broken.append("\(counted) \(what) of '\(scope)', of \(most)")
      }
    }
  }
}
