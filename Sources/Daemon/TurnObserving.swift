import Media
import Spool
import Store
import SQLite
import WaveSpeed

/// What came in from the world and changes something: kept until a commit has recorded it.
enum Observation {
  case replied(AttemptID, SubmitReply)
  case reported(AttemptID, Report)
  case vanished(AttemptID, Refusal)
  case silent(AttemptID, String?)

  /// Not a submission but the balance was refused, after something else had been.
  case keyRefused(Refusal)
  case balance(Result<Balance, APIFailure>)
  case looked(ModelName, Findings)
  case notLooked(ModelName, times: Int, Refusal)
  case quoted(Quotes.Key, Money?)
  case compared(Comparison)
  case saved(PendingOutput, OutputFolder.Saved)
  case unsavable(PendingOutput, String)
  case savingTrouble(PendingOutput, String)
  case uploaded(Digest, PictureFacts, url: String)
  case keptPictures(JobID, from: String, Result<String, MediaError>)
  case billed([BillingPage.Item], readTo: Timestamp?)
}

extension Turn {
  /// Takes one answer in: what is news waits for the commit, what is none is dealt with at once.
  func observe(_ answer: Answer, at moment: Moment) {
    count(answer)
    if case .replied(let reply) = answer.result {
      measureSkew(reply, sentAt: answer.sentAt, at: moment)
    }
    switch answer.exchange {
    case .submit(let attempt): observeSubmission(attempt, answer.result, at: moment)
    case .poll(let attempt): observePoll(attempt, answer.result, at: moment)
    case .balance: observeBalance(answer.result, at: moment)
    case .history(let model): observeHistory(model, answer.result, at: moment)
    case .billing(let model): observeBills(model, answer.result, at: moment)
    case .comparison: observeComparison(answer.result, at: moment)
    case .place(let digest): observePlace(digest, answer.result, at: moment)
    case .bills: observeBills(answer.result, at: moment)
    case .quote(let key): observeQuote(key, answer.result, at: moment)
    }
  }

  private func observeSubmission(
    _ attempt: AttemptID, _ result: Answer.Result, at moment: Moment
  ) {
    sending -= 1
    if let model = following[attempt]?.model {
      pacing.wasAnswered(model, at: moment.uptime)
      sendingByModel[model, default: 1] -= 1
      lastAnswer[model] = moment.uptime
    }
    let reply =
      switch result {
      case .replied(let reply): SubmitReply(reply, now: moment.wall)
      case .failed(let message, let mayHaveArrived):
        SubmitReply(transportFailure: message, mayHaveArrived: mayHaveArrived)
      }
    if case .forbidden = reply { doubtKey(becauseOfSubmission: true, at: moment) }
    unrecorded.append(.replied(attempt, reply))
    Step.answered.reached()
  }

  private func observePoll(_ attempt: AttemptID, _ result: Answer.Result, at moment: Moment) {
    polls.wasAnswered(attempt, at: moment.uptime)
    guard var running = following[attempt]?.running else {
      return  // its job has ended meanwhile: by hand, or by an earlier answer
    }
    running.isBeingPolled = false
    following[attempt]?.unrecordedPolls += 1
    let reply =
      switch result {
      case .replied(let reply): PollReply(reply, of: running.prediction, now: moment.wall)
      case .failed(let message, _): PollReply(transportFailure: message)
      }
    switch reply {
    case .report(let report):
      running.troubles = 0
      running.notFoundsInARow = 0
      if running.isSilent {
        running.isSilent = false
        unrecorded.append(.silent(attempt, nil))
      }
      if !report.progress.isEnd { running.bet.sawRunning(at: moment.uptime) }
      if report.isNews(after: running.remoteStatus) {
        unrecorded.append(.reported(attempt, report))
        Step.reported.reached()
      } else {
        schedulePoll(of: attempt, &running, at: moment)
      }
    case .notFound(let refusal):
      running.notFounds += 1
      running.notFoundsInARow += 1
      // By either version: the one of the catalog may be another's by now.
      if running.notFoundsInARow > 2, !isClockDoubted, running.isForgotten(at: moment) {
        unrecorded.append(.vanished(attempt, .lost(refusal)))
      } else {
        scheduleAgain(attempt, &running, at: moment)
        tellSilence(attempt, &running, refusal)
      }
    case .keyRefused(let refusal):
      doubtKey(at: moment)
      scheduleAgain(attempt, &running, at: moment)
      // While the account is paused for it, that says enough.
      if !isKeyRefused { tellSilence(attempt, &running, refusal) }
    case .throttled(_, let retryAfter):
      polls.hold(until: moment.uptime + (retryAfter ?? .seconds(1)))
      scheduleAgain(attempt, &running, at: moment)
    case .unanswered(let refusal):
      world.log.debug(
        "a poll brought no answer", ["job": "\(attempt.job)", "reason": refusal.message])
      scheduleAgain(attempt, &running, at: moment)
      tellSilence(attempt, &running, refusal)
    }
    following[attempt]?.running = running
  }

  private func scheduleAgain(
    _ attempt: AttemptID, _ running: inout Following.Running, at moment: Moment
  ) {
    running.troubles += 1
    schedulePoll(of: attempt, &running, at: moment)
  }

  /// What is paid for is asked after to its end, whatever comes back. But a person should know, who
  /// can look at the prediction elsewhere.
  private func tellSilence(
    _ attempt: AttemptID, _ running: inout Following.Running, _ refusal: Refusal
  ) {
    guard running.troubles >= Turn.troublesWorthSaying, !running.isSilent else { return }
    running.isSilent = true
    unrecorded.append(.silent(attempt, refusal.message))
    world.log.warning(
      "no poll of a prediction is answered",
      [
        "job": "\(attempt.job)", "prediction": running.prediction.text,
        "why": refusal.message,
      ])
  }

  /// About two minutes of them: an API that is restarted is no news of each of its predictions.
  private static let troublesWorthSaying = 8

  private func observeBalance(_ result: Answer.Result, at moment: Moment) {
    isAskingForBalance = false
    let balance: Result<Balance, APIFailure> =
      switch result {
      case .replied(let reply):
        Result { () throws(APIFailure) in try Balance(reply, now: moment.wall) }
      case .failed(let message, _): .failure(.unanswered(Refusal(message)))
      }
    if case .failure(.unanswered) = balance { silentBalances += 1 } else { silentBalances = 0 }
    unrecorded.append(.balance(balance))
    settleDoubt(balance, at: moment)
  }
}

extension Report.Progress {
  var isEnd: Bool {
    switch self {
    case .waiting, .processing, .unfamiliar: false
    case .completed, .failed: true
    }
  }
}

extension Report {
  /// Whether it says something that is not on record: a prediction's end always does.
  fileprivate func isNews(after word: String?) -> Bool {
    switch progress {
    case .waiting, .processing, .unfamiliar: remoteStatus != word
    case .completed, .failed: true
    }
  }
}

extension Following.Running {
  /// Whether the API may have forgotten it by both clocks: one that was set wrong, with one 404
  /// that is mere lag, must not lose what was paid for.
  fileprivate func isForgotten(at moment: Moment) -> Bool {
    acceptedOn + .seconds(7 * 86_400) < moment.wall
      && moment.uptime.since(acceptedAt) > .seconds(7 * 86_400)
  }
}

extension Refusal {
  fileprivate static func lost(_ refusal: Refusal) -> Refusal {
    Refusal(
      "lost: the API forgot this prediction 7 days after accepting it, before its end was seen",
      code: refusal.code, httpStatus: refusal.httpStatus)
  }
}
