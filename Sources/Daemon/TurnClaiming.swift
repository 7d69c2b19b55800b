import JSON
import Spool
import SQLite
import Store
import WaveSpeed

extension Turn {
  /// Turns free capacity into claims: model by model, then in the order of priority and id.
  ///
  /// Each model's line is looked at only as far as the model has room, so a model that is full,
  /// paused or throttled holds up nobody, whatever lies before it.
  func claim(_ plan: inout Plan, at moment: Moment) throws(SQLiteError) {
    let models = try store.readyModels()
    let total = room(.account, plan, at: moment)
    let parked = parked(plan)
    var heads: [(job: ReadyJob, model: ModelName)] = []
    for model in models {
      guard !waitsForLook(model, at: moment.uptime) else { continue }
      let room = min(total, room(.model(model), plan, at: moment))
      guard room > 0 else {
        plan.isHeldBack = true
        continue
      }
      let line = try inLine(model, count: room, without: parked)
      if line.count >= room { plan.isHeldBack = true }
      heads += line.prefix(room).map { ($0, model) }
    }
    heads.sort { $0.job.comes(before: $1.job) }

    for head in heads.prefix(total) {
      let before = plan.planned(.account)
      if try !claim(head.job.id, &plan, at: moment) { plan.parked.insert(head.job.id) }
      // What was not sent took no room: somebody else may have it in the next turn.
      if plan.planned(.account) == before { plan.hasMoreToClaim = true }
    }
    if heads.count >= Turn.batch { plan.hasMoreToClaim = true }
  }

  /// When room comes by itself: a probe's time, or a minute's window that falls.
  func nextRoom(at moment: Moment) -> Uptime? {
    // A window forgets what is over when it is asked.
    for scope in steering.limits.keys {
      _ = pacing.room(scope, planned: 0, freed: 0, at: moment.uptime)
    }
    let probes = pauses.compactMap { pause -> Uptime? in
      guard pause.reason.ending.isByProbe, let until = pause.until, until > moment.wall
      else { return nil }
      return moment.uptime + until.since(moment.wall)
    }
    return (probes + [pacing.nextFall].compactMap(\.self)).min()
  }

  /// The first of a model's line, without those whose pictures are still on their way.
  private func inLine(
    _ model: ModelName, count: Int, without parked: Set<JobID>
  ) throws(SQLiteError) -> [ReadyJob] {
    let waiting = pictures.waiting(of: model)
    guard waiting < Pictures.mostWaiting else { return [] }
    return try store.ready(model, count: count + parked.count + waiting)
      .filter { !parked.contains($0.id) && !pictures.waits($0.id) }
  }

  /// How many more submissions `scope` allows in this turn.
  private func room(_ scope: Scope, _ plan: Plan, at moment: Moment) -> Int {
    var room = Turn.batch
    for pause in plan.pauses where pause.scope == scope {
      switch pause.reason.ending {
      case .never, .byBalance, .byLook: return 0
      case .byTime: if pause.until.map({ $0 > moment.wall }) ?? true { return 0 }
      case .bySubmission:
        guard pause.until.map({ $0 <= moment.wall }) ?? false else { return 0 }
        // One probe at a time: its answer decides.
        room = min(room, max(0, 1 - sending - plan.planned(.account)))
      case .byPrediction:
        guard pause.until.map({ $0 <= moment.wall }) ?? false, !isProbing(pause) else { return 0 }
        room = min(room, max(0, 1 - plan.planned(scope)))
      }
    }
    if scope == .account {
      let most = plan.experience.hopes.isEmpty ? world.mostOnTheWire : 1
      if let most { room = min(room, max(0, most - sending - plan.planned(.account))) }
    }
    let limited = pacing.room(
      scope, planned: plan.planned(scope), freed: plan.freed(scope), at: moment.uptime)
    return min(room, limited ?? room)
  }

  /// False when the schema refused what was decided.
  private func claim(
    _ id: JobID, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) -> Bool {
    guard let work = try store.work(id) else { return false }
    let models = steering(plan).models
    // Only pictures make an input that long. To read it would hold up the turn.
    if let input = work.input, input.utf8.count > 2 * Model.largestInput,
      let model = models[work.model], world.files != nil
    {
      keepPictures(of: id, model, input, &plan)
      return true
    }
    switch check(work, steering(plan)) {
    case .wrong(let refusal):
      return try decide(id, .foundInvalid(refusal), &plan, at: moment)
    case .right(let model, let input, let written):
      let outgoing: Outgoing
      switch try prepare(id, model, input, written, &plan, at: moment) {
      case .wrong(let refusal):
        return try decide(id, .foundInvalid(refusal), &plan, at: moment)
      case .waits: return true
      case .ready(let ready): outgoing = ready
      }
      let asked = outgoing.input.withoutKeptPictures(under: model.pictures.map(\.key))
      let price: Money?
      switch affordable(work, model, asked, &plan, at: moment) {
      case .wait(let reason, let price):
        return try step("to pass it over", of: id) { () throws(SQLiteError) in
          try store.hold(id, for: reason, price: price)
        }
      case .yes(let known): price = known
      }
      let sending = Sending(body: outgoing.body, price: price, epoch: epoch)
      let before = plan.planned(.account)
      let isRecorded = try decide(
        id, .claimed(AttemptID(id, work.nextNumber)), sending: sending, model: model,
        outgoing: outgoing, &plan, at: moment)
      if plan.planned(.account) > before, let price {
        plan.purse.spend(price, on: model.name, at: moment.wall)
      }
      Step.claimed.reached()
      return isRecorded
    }
  }

  /// What is wrong with the job as it stands; nil when it may be sent.
  func fault(of work: Work) -> Refusal? {
    switch check(work, steering) {
    case .right: nil
    case .wrong(let refusal): refusal
    }
  }

  private enum Checked {
    case right(Model, JSON.Object, written: String)
    case wrong(Refusal)
  }

  /// The last look before money is spent: rows are written by hand, models change after enqueuing.
  private func check(_ work: Work, _ steering: Steering) -> Checked {
    guard let model = steering.models[work.model] else {
      let why = steering.faults[work.model].map { ": \($0)" } ?? ": see `wavespool models`"
      return .wrong(Refusal("there is no usable model \(work.model)\(why)"))
    }
    guard let written = work.input else {
      return .wrong(Refusal("the input is not valid UTF-8: it cannot be sent as it was written"))
    }
    let input: JSON.Object
    do throws(JSONError) {
      guard let object = try JSON(parsing: written).object else {
        return .wrong(Refusal("the input is no JSON object"))
      }
      input = object
    } catch {
      return .wrong(Refusal("the input cannot be sent: \(error)"))
    }
    let problems = model.check(input)
    guard problems.isEmpty else {
      return .wrong(Refusal(problems.map(\.inOneLine).joined(separator: "; ")))
    }
    return .right(model, input, written: written)
  }
}

extension InputProblem {
  fileprivate var inOneLine: String {
    switch self {
    case .unknown(_, .some, _): description + (remedy.map { " (\($0))" } ?? "")
    case .missing, .unknown, .wrongType, .isNull, .empty, .notAChoice, .outOfRange, .notAPicture,
      .notAnImageType, .tooLarge:
      description
    }
  }
}
