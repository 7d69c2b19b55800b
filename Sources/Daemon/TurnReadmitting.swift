import Spool
import SQLite
import Store

/// Jobs that are let back into line, so many a turn: hundreds of thousands may wait for the same.
///
/// It goes through those that wait, in their order, once. Who is looked at and has to wait again is
/// behind it then, so it ends.
struct Readmission {
  let reason: WaitReason
  let models: [ModelName]?
  let others: [ModelName]
  var last: ReadyJob?

  init(_ reason: WaitReason, of models: [ModelName]? = nil, except others: [ModelName] = []) {
    self.reason = reason
    self.models = models
    self.others = others
  }

  fileprivate func isAbout(_ other: Readmission) -> Bool {
    reason == other.reason && models == other.models && others == other.others
  }
}

extension Plan {
  /// Lets all of them back into line, from the first on; one that is under way begins anew.
  mutating func letBack(
    _ reason: WaitReason, of models: [ModelName]? = nil, except others: [ModelName] = []
  ) {
    let readmission = Readmission(reason, of: models, except: others)
    readmissions.removeAll { $0.isAbout(readmission) }
    readmissions.append(readmission)
  }
}

extension Turn {
  /// Goes on with what was begun, as far as one turn may.
  func letBack(_ plan: inout Plan) throws(SQLiteError) {
    var left = Turn.batch
    while left > 0, var readmission = plan.readmissions.first {
      let jobs = try readmit(
        readmission.reason, of: readmission.models, except: readmission.others,
        behind: readmission.last, atMost: left, &plan)
      plan.readmissions.removeFirst()
      if jobs.count == left {
        readmission.last = jobs.last
        plan.readmissions.insert(readmission, at: 0)
      }
      left -= jobs.count
    }
    if left < Turn.batch { plan.hasMoreToClaim = true }
  }

  /// Puts the first of those back into line that wait for `reason`, and says who they were.
  func readmit(
    _ reason: WaitReason, of models: [ModelName]? = nil, except others: [ModelName] = [],
    costing room: Money? = nil, behind last: ReadyJob? = nil, atMost count: Int,
    _ plan: inout Plan
  ) throws(SQLiteError) -> [ReadyJob] {
    let jobs = try store.waiting(
      for: reason, of: models, except: others, costing: room, behind: last, atMost: count,
      without: parked(plan))
    try step("to put it back into line", ofEach: jobs.map(\.id), &plan) {
      jobs throws(SQLiteError) in
      try store.readmit(jobs)
    }
    return jobs
  }
}
