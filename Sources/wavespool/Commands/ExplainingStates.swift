import Spool
import Store
import Terminal

// What there is to say of a job that has been submitted, and of one that has ended.

extension Explanation {
  mutating func explainSubmitting() {
    say("Job \(job.id) is being submitted, since \(told(job.submittedAt ?? job.createdAt)).")
    if !explainAbsence("its answer is nobody's: at the next start it is looked for at the API") {
      say("The API's answer is waited for, for at most a minute.")
    }
    offer("cancel \(job.id)", "not wanted any more; it may be charged all the same")
  }

  mutating func explainUncertain() {
    let sent = situation.attempts.last?.sentAt ?? job.submittedAt ?? job.createdAt
    say(
      "Job \(job.id) is uncertain: its request left \(told(sent)) and no answer came that says "
        + "whether it was accepted and charged. It is never sent again on a guess.")
    if let error = job.error { say("What went wrong: \(error).") }
    explainSearch()
    say("Your predictions at WaveSpeedAI show what is true; one of the commands below settles it.")
    offer("resolve \(job.id) --adopt PREDICTION", "that prediction is this job's")
    offer("resolve \(job.id) --resubmit", "nothing was charged: submit it once more")
    offer("resolve \(job.id) --give-up", "let the job fail")
  }

  private mutating func explainSearch() {
    guard let attempt = situation.attempts.last else { return }
    if let searched = situation.searched {
      say("It was looked for \(counted(attempt.looks, "time")), the last time in \(searched).")
    }
    if let why = attempt.needsPerson {
      say("It is for a person to decide: \(why).")
    } else if !explainAbsence("nobody looks for its prediction") {
      let last = (attempt.lostAt ?? attempt.sentAt) + LookSchedule.span
      say(
        "It is looked for in the API's history until about \(last.words); until then it holds its "
          + "place among the predictions in flight.")
    }
  }

  mutating func explainRunning() {
    let attempt = situation.attempts.last
    let accepted = attempt?.acceptedAt ?? job.submittedAt ?? job.createdAt
    let prediction = job.prediction.map { " as prediction \($0)" } ?? ""
    say(
      situation.isUnproven
        ? "Job \(job.id) is running\(prediction): somebody said so \(told(accepted)), and the API has "
          + "told nothing of it yet."
        : "Job \(job.id) is running: the API accepted it \(told(accepted))\(prediction).")
    if let word = job.remoteStatus, !word.isEmpty {
      let since = word == "processing" ? job.startedAt.map { ", since \(told($0))" } : nil
      say("The API last called it '\(word)'\(since ?? "").")
    }
    switch situation.run {
    case .ordinary: break
    case .unusual(let usually):
      say(
        "That is longer than usual: nearly all of its model's ended within about "
          + "\(usually.words).")
    case .parked:
      say("It has not ended within a day: it is asked after hourly and holds no place in flight.")
    }
    if let silence = situation.silence {
      say(
        "Since \(told(silence.since)) no poll was answered: \(silence.reason). Your predictions at "
          + "WaveSpeedAI show what is true.")
    }
    if !explainAbsence("nobody asks after it; it runs on all the same") {
      let polls = attempt?.polls ?? 0
      say(
        "The daemon asks after it until it ends"
          + (polls > 0 ? "; it has done so at least \(counted(polls, "time"))." : "."))
    }
    if situation.isUnproven {
      offer("resolve \(job.id) --adopt PREDICTION", "another prediction is this job's")
    }
    offer("wait \(job.id)", "wait until it ends")
    offer("cancel \(job.id)", "not wanted any more; it is paid for and runs to its end")
  }

  mutating func explainCompleted() {
    let took = job.span(job.submittedAt, job.finishedAt).map { ", \($0.words) after it was sent" }
    say("Job \(job.id) completed \(told(job.finishedAt ?? job.createdAt))\(took ?? "").")
    let pending = situation.outputs.filter { $0.status == "pending" }
    let saved = situation.outputs.count { $0.status == "saved" }
    if saved > 0 { say("\(counted(saved, "output")) saved.") }
    if let first = pending.first {
      let expiry = first.expiresAt.map { "; the API keeps it until \($0.words)" } ?? ""
      say("\(counted(pending.count, "output")) not saved yet\(expiry).")
      if let why = pending.lazy.compactMap(\.error).first {
        say("What keeps it so far: \(why). It is tried again.")
      }
      if let trouble { say("The daemon says: \(trouble).") }
      _ = explainAbsence("nobody saves what is not saved yet")
    }
    explainSkipped()
    for failed in situation.outputs where failed.status == "failed" {
      say("Output \(failed.position + 1) could not be saved: \(failed.error ?? "no reason given").")
    }
    offer("show \(job.id)", "see its outputs")
    if saved > 0 { offer("open \(job.id)", "open the output") }
  }

  /// What a setting keeps from being saved is saved after all once the setting allows it.
  private mutating func explainSkipped() {
    let skipped = situation.outputs.filter { $0.status == "skipped" }
    for reason in skipped.compactMap(\.error).withoutRepetition {
      let some = skipped.filter { $0.error == reason }
      say("\(counted(some.count, "output")) \(reason).")
      guard some.contains(where: { $0.expiresAt.map { $0 > now } ?? true }) else { continue }
      let setting = reason.contains("save_outputs") ? "save_outputs on" : "nsfw save"
      offer("config \(setting)", "save such outputs too, while the API has them")
    }
  }

  mutating func explainFailed() {
    say("Job \(job.id) failed \(told(job.finishedAt ?? job.createdAt)).")
    if let error = job.error { say("Why: \(error)\(code).") }
    say("Nothing more happens to it by itself.")
    if let fault = inputFault {
      say("Queued again as it is, it fails again: \(fault).")
      return offer(
        "enqueue \(job.model) --help", "see its inputs, for a new job that has them right")
    }
    offer("retry \(job.id)", retryEffect)
  }

  mutating func explainCancelled() {
    say("Job \(job.id) was cancelled \(told(job.finishedAt ?? job.createdAt)).")
    switch situation.attempts.last?.outcome {
    case .accepted:
      say(
        "Its prediction was paid for and runs on; it keeps its place in flight, and its result is "
          + "recorded.")
      _ = explainAbsence("nobody asks after that prediction")
    case .sending:
      say("Its submission had left, and may be charged; it keeps its place in flight.")
    case .uncertain:
      say("Its submission had left, and no answer came: whether it was charged is not known.")
      explainSearch()
      offer("resolve \(job.id) --adopt PREDICTION", "that prediction is this job's")
      offer("resolve \(job.id) --give-up", "look no further")
    case .completed: say("Its prediction has completed all the same, and the result is kept.")
    case .notSent, .throttled, .rejected, .failed, .givenUp, nil:
      say("Nothing more happens to it by itself.")
    }
    offer("retry \(job.id)", retryEffect)
  }

  private var code: String { job.tellingCode.map { " (code \($0))" } ?? "" }

  private var submitAgain: String {
    let attempts = job.attemptsIfQueuedAgain
    let cost = price.map { "for \($0)" } ?? "at a price that is not known"
    return attempts == 1
      ? "submit it once more, \(cost)"
      : "submit it up to \(attempts) more times, \(cost)" + (price == nil ? "" : " each")
  }

  private var retryEffect: String {
    switch situation.attempts.last?.outcome {
    case .sending, .uncertain, .accepted, .completed:
      "take its newest prediction up again; nothing is paid twice"
    case .notSent, .throttled, .rejected, .failed, .givenUp, nil:
      submitAgain
    }
  }
}
