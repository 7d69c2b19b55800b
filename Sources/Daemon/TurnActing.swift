import Spool
import SQLite
import Store
import WaveSpeed

extension Turn {
  /// Does one thing that the commit has promised. Only here do submissions leave.
  func perform(_ act: Plan.Act, at moment: Moment) {
    switch act {
    case .submit(let attempt, let model, let outgoing):
      following[attempt] = Following(
        model: model.name, sentOn: moment.wall, stage: .sending(since: moment.uptime))
      pacing.sent(model.name)
      sending += 1
      sendingByModel[model.name, default: 0] += 1
      if pictures.composed.removeValue(forKey: attempt.job) != nil {
        pictures.wakeForRoom()
        mayClaim = true
      }
      Step.sending.reached()
      if let composed = outgoing.composed, let files = world.files {
        files.carrier.send(
          .submit(model, input: []), body: composed.file, bytes: composed.bytes,
          as: .submit(attempt))
      } else {
        world.network.send(
          .submit(model, input: Array(outgoing.body.utf8)), as: .submit(attempt))
      }
      Step.sent.reached()
    case .follow(let attempt, let model, let report):
      follow(
        attempt, model, sentOn: following[attempt]?.sentOn ?? moment.wall,
        Following.Running(
          prediction: report.prediction,
          bet: PollBet(acceptedAt: moment.uptime, roll: world.roll()), acceptedOn: moment.wall,
          remoteStatus: report.remoteStatus),
        at: moment)
    case .makeUncertain(let attempt, let model):
      guard let followed = following[attempt] else { return }
      // One that had run for a day, and had given its slot up, may be anywhere again.
      if !followed.holdsSlot { pacing.inherits(followed.model) }
      following[attempt]?.stage = .uncertain
      lookOut(
        for: attempt, of: model, sentIn: epoch, sentAt: followed.sentOn, lostAt: moment.wall,
        looks: 0, at: moment)
    case .looked(let attempt, let model, let looks):
      lookouts[model]?.plans[attempt]?.looks = looks
      if let wait = LookSchedule.wait(afterLooks: looks) {
        lookouts[model]?.plans[attempt]?.due = moment.uptime + wait
      } else {
        stopLooking(for: attempt, of: model)
      }
    case .endSearch(let model):
      lookouts[model]?.search = nil
      lookouts[model]?.failures = 0
      lookouts[model]?.notBefore = nil
      mayClaim = true
    case .release(let attempt, let model):
      stopLooking(for: attempt, of: model)
      guard let followed = following.removeValue(forKey: attempt) else { return }
      if !followed.isSending { expectRefund(at: moment.uptime) }
      // The job's row may name another model by now; the slot is the one that was taken.
      if followed.holdsSlot { pacing.released(followed.model) }
      mayClaim = true
    case .notice(let attempt, let remoteStatus):
      guard var running = following[attempt]?.running else { return }
      running.remoteStatus = remoteStatus
      running.refusals = 0
      schedulePoll(of: attempt, &running, at: moment)
      following[attempt]?.running = running
    case .pollAgain(let attempt):
      guard var running = following[attempt]?.running else { return }
      running.refusals += 1
      schedulePoll(of: attempt, &running, at: moment)
      following[attempt]?.running = running
    case .recordedPolls(let attempt):
      following[attempt]?.unrecordedPolls = 0
    case .askPrice(let key, let model, let input):
      guard quotes.ask(key) else { return }
      world.network.send(.quote(model, input: input), as: .quote(key))
    case .letAskPrices: quotes.letAsk(at: moment)
    case .endComparison: comparing.reading = nil
    case .compareAgain(let time): comparing.due = time
    case .readBills(let moment): billsReadTo = moment
    case .bringPictures(let job, let model, let digests):
      bringPictures(job, model, digests, at: moment)
    case .keepPictures(let job, let model, let input, let keys):
      keepPictures(job, model, input, keys)
    case .keepPicturesLater(let job, let model):
      pictures.wait(job, Pictures.Waiting(model: model, isToBeKept: true))
    case .composeBody(let job, let model, let body): composeBody(job, model, body, at: moment)
    case .endSaving(let output): endSaving(output)
    case .saveLater(let output): saveLater(output, at: moment)
    case .lookForOutputs: saver.mayHaveMore = true
    case .recordedUpload(let digest): recordedUpload(digest, at: moment)
    case .endKeeping(let job, let until): endKeeping(job, until: until)
    case .ask(let request, let exchange):
      isAskingForBalance = true
      world.network.send(request, as: exchange)
    }
  }

  /// Gives a slot back, in this turn already.
  func release(_ attempt: AttemptID, _ model: ModelName, _ plan: inout Plan) {
    let followed = following[attempt]
    plan.release(
      attempt, followed?.model ?? model, holdsSlot: followed?.holdsSlot ?? false)
  }

  /// Holds the slot of an accepted attempt and polls it.
  func follow(
    _ attempt: AttemptID, _ model: ModelName, sentOn: Timestamp, _ running: Following.Running,
    at moment: Moment
  ) {
    stopLooking(for: attempt, of: model)
    let model = following[attempt]?.model ?? model
    if following[attempt]?.holdsSlot != true { pacing.inherits(model) }
    hasUnbilled = true
    following[attempt] = Following(model: model, sentOn: sentOn, stage: .running(running))
    var running = running
    schedulePoll(of: attempt, &running, at: moment)
    following[attempt]?.running = running
  }
}
