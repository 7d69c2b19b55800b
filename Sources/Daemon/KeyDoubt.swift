import Spool
import WaveSpeed

/// Whether the key is good after all, once an answer has said no that may be about one prediction or
/// one model alone. The balance tells: where that is refused too, the account pauses.
struct KeyDoubt {
  private(set) var isOpen = false
  private var notBefore = Uptime.start
  private var wait = KeyDoubt.first

  private static let first = Duration.seconds(30)
  private static let longest = Duration.seconds(600)

  /// A prediction that is refused to the end must not have the balance asked for at each poll.
  func mayOpen(at now: Uptime) -> Bool { !isOpen && notBefore <= now }

  mutating func open() { isOpen = true }

  /// The balance was answered, in whatever way.
  mutating func close(isConfirmed: Bool, at now: Uptime) {
    isOpen = false
    if isConfirmed { wait = KeyDoubt.first }
    notBefore = now + wait
    if !isConfirmed { wait = min(KeyDoubt.longest, wait * 2) }
  }
}

extension Turn {
  /// The API refused something. A refused submission is worth asking at once: each further model
  /// would cost another.
  func doubtKey(becauseOfSubmission isUrgent: Bool = false, at moment: Moment) {
    guard !isKeyRefused, isUrgent || keyDoubt.mayOpen(at: moment.uptime) else { return }
    keyDoubt.open()
    if !isAskingForBalance { sendBalanceRequest() }
  }

  /// Whether the account pauses for its key.
  var isKeyRefused: Bool { pauses.contains { $0.scope == .account && $0.reason == .key } }

  /// What the balance's answer says to the doubt.
  func settleDoubt(_ balance: Result<Balance, APIFailure>, at moment: Moment) {
    guard keyDoubt.isOpen else { return }
    switch balance {
    case .failure(.keyRefused(let refusal)), .failure(.forbidden(let refusal)):
      unrecorded.append(.keyRefused(refusal))
      keyDoubt.close(isConfirmed: true, at: moment.uptime)
    case .success, .failure(.throttled), .failure(.notUnderstood), .failure(.unanswered):
      keyDoubt.close(isConfirmed: false, at: moment.uptime)
    }
  }

  func sendBalanceRequest() {
    isAskingForBalance = true
    world.network.send(.balance, as: .balance)
  }
}
