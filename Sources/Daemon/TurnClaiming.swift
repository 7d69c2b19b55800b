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
    let total = room(.account, plan, at: moment)
    guard total > 0 else { return }

    var heads: [(job: ReadyJob, model: ModelName)] = []
    for model in try store.readyModels() {
      guard !waitsForLook(model, at: moment.uptime) else { continue }
      let room = min(total, room(.model(model), plan, at: moment))
      guard room > 0 else { continue }
      heads += try store.ready(model, count: room).map { ($0, model) }
    }
    heads.sort { $0.job.comes(before: $1.job) }

    for head in heads.prefix(total) {
      let isSent = try claim(head.job.id, &plan, at: moment)
      // What was found wrong took no room: somebody else may have it in the next turn.
      if !isSent { plan.hasMoreToClaim = true }
    }
    if heads.count >= Turn.batch { plan.hasMoreToClaim = true }
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
      }
    }
    let limited = pacing.room(
      scope, planned: plan.planned(scope), freed: plan.freed(scope), at: moment.uptime)
    return min(room, limited ?? room)
  }

  /// Whether the job is on its way; false when it has failed or waits instead.
  private func claim(
    _ id: JobID, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) -> Bool {
    guard let work = try store.work(id) else { return false }
    let models = plan.steering?.models ?? steering.models
    switch check(work, models) {
    case .wrong(let refusal):
      try decide(id, .foundInvalid(refusal), &plan, at: moment)
      return false
    case .right(let model, let input):
      let price: Money?
      switch affordable(work, model, input, &plan, at: moment) {
      case .wait(let reason, let price):
        try store.hold(id, for: reason, price: price)
        return false
      case .yes(let known): price = known
      }
      let sending = Sending(body: work.input, price: price, epoch: epoch)
      let before = plan.planned(.account)
      try decide(
        id, .claimed(AttemptID(id, work.nextNumber)), sending: sending, model: model, &plan,
        at: moment)
      guard plan.planned(.account) > before else { return false }
      if let price { plan.purse.spend(price, on: model.name) }
      return true
    }
  }

  private enum Checked {
    case right(Model, JSON.Object)
    case wrong(Refusal)
  }

  /// The last look before money is spent: rows are written by hand, models change after enqueuing.
  private func check(_ work: Work, _ models: [ModelName: Model]) -> Checked {
    guard let model = models[work.model] else {
      return .wrong(Refusal("there is no usable model \(work.model): see `wavespool models`"))
    }
    let input: JSON.Object
    do throws(JSONError) {
      guard let object = try JSON(parsing: work.input).object else {
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
    return .right(model, input)
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
