import Spool
import Store
import Terminal

/// Why a job is where it is, what happens next and when, what it has cost, and which commands
/// change that: sentences made from what the database knows, in the order a person would ask.
struct Explanation {
  let situation: Situation
  let now: Timestamp

  /// Whether a daemon is at work on this database.
  let isServed: Bool

  /// What the daemon has said of itself.
  var trouble: String?

  /// When the daemon last wrote, where that is too long ago.
  var silentSince: Timestamp?

  /// Of one attempt; nil when nobody knows.
  var price: Money?

  /// What the daemon would refuse to send, for what is wrong with its model or input.
  var inputFault: String?

  private(set) var sentences: [String] = []
  private(set) var commands: [(line: String, effect: String)] = []

  var job: JobRow { situation.job }

  init(_ situation: Situation, at now: Timestamp, isServed: Bool) {
    self.situation = situation
    self.now = now
    self.isServed = isServed
    price = situation.job.price
  }

  mutating func say(_ sentence: String) { sentences.append(sentence) }

  mutating func offer(_ line: String, _ effect: String) {
    commands.append(("wavespool " + line, effect))
  }

  mutating func explain() {
    switch job.status {
    case .queued: explainQueued()
    case .submitting: explainSubmitting()
    case .uncertain: explainUncertain()
    case .running: explainRunning()
    case .completed: explainCompleted()
    case .failed: explainFailed()
    case .cancelled: explainCancelled()
    }
    explainMoney()
  }

  /// `4m ago (2026-04-01 12:34:56 UTC)`
  func told(_ time: Timestamp) -> String {
    let passed = now.since(time)
    return "\(passed.wordsAgo) (\(time.words))"
  }

  func left(until time: Timestamp) -> String {
    max(.zero, time.since(now)).words
  }

  /// Said where the daemon is what the job waits for. Whether it was said.
  mutating func explainAbsence(_ consequence: String) -> Bool {
    if let silentSince {
      say(
        "wavespoold runs, but has written nothing since \(told(silentSince)), so \(consequence): "
          + "'wavespool doctor' says what to do.")
      return true
    }
    if isServed { return false }
    say("No daemon serves this database, so \(consequence). Start wavespoold.")
    return true
  }

  private mutating func explainMoney() {
    let charged = situation.attempts.filter(\.outcome.mayHaveBeenCharged)
    let allowed = "\(job.attempts) of \(counted(job.maxAttempts, "authorised attempt")) used"
    guard !charged.isEmpty else {
      let each = price.map { "; an attempt costs \($0)" } ?? "; the price is not known"
      say("It has cost nothing so far: \(allowed)\(each).")
      return
    }
    let refunded = charged.filter(\.isRefunded)
    let sure = charged.filter { $0.isSurelyCharged && !$0.isRefunded }
    let unsure = charged.filter { !$0.isSurelyCharged && !$0.isRefunded }
    var parts: [String] = []
    if !sure.isEmpty { parts.append("It has cost \(sum(sure))") }
    if !unsure.isEmpty {
      parts.append((parts.isEmpty ? "It " : "and ") + "may have cost \(sum(unsure))")
    }
    if !refunded.isEmpty {
      let back = counted(refunded.count, "failed attempt")
      parts.append(parts.isEmpty ? "The API pays \(back) back" : "\(back) paid back by the API")
    }
    say(parts.joined(separator: ", ") + ": \(allowed).")
    for attempt in charged {
      if let words = attempt.billWords { say("Attempt \(attempt.id.number): \(words).") }
    }
  }

  private func sum(_ attempts: [AttemptRow]) -> String {
    let (sum, isWhole) = total(attempts.map(\.price))
    if sum == .zero, !isWhole { return "an amount that is not known" }
    return isWhole ? "\(sum)" : "\(sum) and what is not known"
  }
}

extension AttemptRow {
  fileprivate var isSurelyCharged: Bool {
    switch outcome {
    case .accepted, .completed, .failed: true
    case .sending, .notSent, .throttled, .rejected, .uncertain, .givenUp: false
    }
  }
}

extension AttemptRow {
  /// Where the API's bills say another amount than was expected; what was expected stays as it is.
  var billWords: String? {
    if let givenBack, !isRefunded { return "the API's bill gives \(givenBack) of it back" }
    guard let charged, charged != price else { return nil }
    return "the API's bill says \(charged)" + (price.map { ", and \($0) was expected" } ?? "")
  }

  /// Whether its money comes back, or has.
  var refundWords: String? {
    guard isRefunded else { return nil }
    return givenBack.map { "\($0) given back" } ?? "the API gives its money back"
  }
}
