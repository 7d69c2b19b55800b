import Daemon
import Spool
import WaveSpeed

/// The way to an API that remembers what was sent, and answers when the test says so.
final class ScriptedNetwork: Network {
  struct Sent {
    let request: APIRequest
    let exchange: Exchange
    let at: Uptime
  }

  private let clock: ManualClock
  /// What concerns jobs and pauses; `everything` has the daemon's own curiosity in it too.
  private(set) var sent: [Sent] = []
  private(set) var everything: [Sent] = []

  /// Whether key or credit is in doubt, so that a balance request is about that.
  var isInDoubt: () -> Bool = { false }
  fileprivate var coming: [(at: Uptime, answer: Answer)] = []

  /// How far the API's clock is ahead of this machine's.
  var serverAhead = Duration.zero

  /// What else the test's script answers.
  var isScripted: (Exchange) -> Bool = { _ in false }

  /// Looks at the history and the bills are, too.
  func scriptLooks() {
    isScripted = { exchange in
      switch exchange {
      case .history, .billing: true
      case .submit, .poll, .balance, .quote, .comparison, .bills, .place: false
      }
    }
  }

  /// Looks at each request at the moment it leaves.
  var onSend: (Sent) -> Void = { _ in }

  /// What answers at once, or after a while; nil where the test answers itself.
  var script: (Sent) -> (Answer.Result, after: Duration)? = { _ in nil }

  init(_ clock: ManualClock) {
    self.clock = clock
  }

  func send(_ request: APIRequest, as exchange: Exchange) {
    let one = Sent(request: request, exchange: exchange, at: clock.uptime)
    everything.append(one)
    guard isOfInterest(exchange) || isScripted(exchange) else {
      coming.append(
        (
          clock.uptime + .milliseconds(1),
          Answer(exchange, sentAt: clock.uptime, curiosity(exchange))
        ))
      return
    }
    sent.append(one)
    onSend(one)
    if let (result, wait) = script(one) {
      coming.append((clock.uptime + wait, Answer(exchange, sentAt: clock.uptime, result)))
    }
  }

  private func isOfInterest(_ exchange: Exchange) -> Bool {
    switch exchange {
    case .submit, .poll, .place: true
    case .balance: isInDoubt()
    case .history, .billing, .quote, .comparison, .bills: false
    }
  }

  private func curiosity(_ exchange: Exchange) -> Answer.Result {
    exchange == .balance
      ? replied(200, #"{"data":{"balance":100}}"#, date: httpDate(clock.wall + serverAhead))
      : .failed("not in the script", mayHaveArrived: true)
  }

  func answer(_ exchange: Exchange, _ result: Answer.Result) {
    let left = everything.last { $0.exchange == exchange }?.at ?? clock.uptime
    coming.append((clock.uptime, Answer(exchange, sentAt: left, result)))
  }

  /// What has come in by now.
  func collect() -> [Answer] {
    let come = coming.filter { $0.at <= clock.uptime }
    coming.removeAll { $0.at <= clock.uptime }
    return come.map(\.answer)
  }

  var nextAnswer: Uptime? { coming.map(\.at).min() }

  var submissions: [AttemptID] {
    sent.compactMap { if case .submit(let attempt) = $0.exchange { attempt } else { nil } }
  }

  var polls: [AttemptID] {
    sent.compactMap { if case .poll(let attempt) = $0.exchange { attempt } else { nil } }
  }

  var balanceRequests: [Sent] { sent.filter { $0.exchange == .balance } }
}

extension ScriptedNetwork {
  /// A dead daemon's answers reach nobody.
  func forget() {
    coming = []
  }
}
