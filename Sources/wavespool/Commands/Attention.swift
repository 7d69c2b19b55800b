import Spool
import Store
import Terminal

/// Something that only a person can settle: what, and the command or the deed that does.
struct Attention: Equatable {
  let what: String
  let remedy: String
}

extension Health {
  /// Exactly the reasons for which `status` exits 1: part of the contract. A pause by hand, a
  /// budget and a limit are not among them; somebody wanted those.
  var attention: [Attention] {
    needsDaemon + needsResolving + needsPatience + needsTheAccount + needsSaving
  }

  private var needsDaemon: [Attention] {
    guard holder == nil, hasWork else { return [] }
    return [
      Attention(
        what: "Work waits, and no daemon serves this database.", remedy: "Start wavespoold.")
    ]
  }

  private var needsResolving: [Attention] {
    undecided.map { job in
      Attention(
        what: "Job \(job.id): whether its submission was charged is not known, and \(job.why).",
        remedy: "Look at your predictions at WaveSpeedAI, then 'wavespool resolve \(job.id)'.")
    }
  }

  private var needsPatience: [Attention] {
    longRunners.filter { $0.run == .parked }.map { runner in
      let age = now.since(runner.acceptedAt)
      return Attention(
        what: "Job \(runner.job) has been running for \(age.words): it is asked after hourly and "
          + "holds no place in flight.",
        remedy: "Ask WaveSpeedAI about it; 'wavespool cancel \(runner.job)' if it is not wanted.")
    }
  }

  private var needsTheAccount: [Attention] {
    pauses.compactMap { pause in
      guard let remedy = pause.needed else { return nil }
      return Attention(what: pause.sentence, remedy: remedy)
    }
  }

  private var needsSaving: [Attention] {
    var attention: [Attention] = []
    if let job = expiring.firstJob, let expiry = expiring.firstExpiry {
      let left = expiry.since(now)
      let when = left > .zero ? "expires in \(left.words)" : "has expired"
      attention.append(
        Attention(
          what: "\(counted(expiring.outputs, "output")) not saved yet; the first, of job \(job), "
            + "\(when).",
          remedy: "'wavespool show \(job)' has the address: save it by hand if need be."))
    }
    if let job = lost.firstJob {
      attention.append(
        Attention(
          what:
            "\(counted(lost.outputs, "output")) could not be saved; the first is of job \(job).",
          remedy: "'wavespool show \(job)' says why."))
    }
    return attention
  }
}

extension Spool.Pause {
  /// What a person has to do about it; nil when nothing, because somebody wanted it or it ends by
  /// itself.
  var needed: String? {
    switch reason {
    case .key: "Give wavespoold a key that the API accepts; 'wavespool resume' tries it at once."
    case .credit: "Add credit to the account; 'wavespool resume' tries again at once."
    case .permission: "Ask for access to the model, then 'wavespool resume \(scope.text)'."
    case .behind:
      isToBeCompared
        ? nil : "Look at what was found; 'wavespool resume' then lets submitting go on."
    case .hand, .throttled, .unreachable, .unsure, .failing, .balance, .looking: nil
    }
  }

  /// The command that ends it, or when it ends by itself.
  func ending(at now: Timestamp) -> String {
    let resume = scope == .account ? "wavespool resume" : "wavespool resume \(scope.text)"
    if reason == .behind, !isForPeopleToEnd { return "until wavespoold has compared it" }
    if reason.ending == .byLook { return "until the history was looked at" }
    guard let until else { return "until '\(resume)'" }
    guard until > now || reason.ending == .never else { return "about to be tried again" }
    let left = until.since(now).words
    return switch reason.ending {
    case .never: "until '\(resume)'"
    case .byTime: "for another \(left)"
    case .bySubmission, .byPrediction: "tried again in \(left)"
    case .byBalance: "the balance is asked for in \(left)"
    case .byLook: "until the history was looked at"
    }
  }

  /// What a person may do who does not want to wait for the look at the history.
  func handWay(among live: [LiveAttempt]) -> String? {
    guard reason == .looking else { return nil }
    let lost = live.first { $0.outcome == .uncertain && scope == .model($0.model) }
    return lost.map { "'wavespool resolve \($0.id.job)' settles it by hand." }
  }

  /// Since when it holds, and until when. Where the database lies behind, the row keeps from when on
  /// it may have forgotten something, and not when that was noticed.
  func span(from begin: String, at now: Timestamp) -> String {
    let end = ending(at: now)
    return reason == .behind ? "It lasts \(end)." : "\(begin), \(end)."
  }

  /// `Submitting is paused: the API does not accept the key.`
  var sentence: String {
    let whom = scope == .account ? "Submitting is paused" : "\(scope.text) is paused"
    let words = detail.isEmpty || reason == .hand ? "" : " (\(detail))"
    return "\(whom): \(why)\(words)."
  }
}
