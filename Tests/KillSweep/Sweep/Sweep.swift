package import Daemon
import TestSupport

/// Kills real daemons, one after the other, and looks after each death at what was paid.
package struct Sweep {
  private let plan: Plan
  private let queue: Queue
  private let witness: Witness
  package private(set) var tally = Tally()

  /// What it came to, for people.
  package struct Tally {
    package var kills = 0

    /// Named steps at which a daemon has died, and lives that were too short for theirs.
    package var steps: [Step: Int] = [:]
    package var missed = 0
    package var jobs = 0
    package var charges = 0
    package var settledByPerson = 0
  }

  package init(seed: UInt64, kills: Int) throws {
    plan = Plan(seed: seed, kills: kills)
    witness = try Witness(seed: seed)
    queue = try Queue(url: witness.url)
  }

  /// Lives through the plan, and then until every job has ended.
  package mutating func run(progress: (Tally) -> Void = { _ in }) throws {
    for life in plan.lives {
      do {
        try endure(life)
      } catch var broken as Broken {
        broken.kill = (tally.kills, life.kill)
        throw broken
      }
      progress(tally)
    }
    try heal()
  }

  private mutating func endure(_ life: Life) throws {
    try queue.add(life.newJobs)
    tally.kills += 1
    let isAsPlanned = try queue.live(until: life.kill)
    if case .step(let step, _) = life.kill {
      if isAsPlanned { tally.steps[step, default: 0] += 1 } else { tally.missed += 1 }
    } else if isAsPlanned {
      throw Broken("a daemon serves until it is killed", "it ended by itself")
    }
    try take(stock: Promises(queue, witness))
  }

  private mutating func take(stock promises: Promises) throws {
    tally.jobs = promises.jobs.count
    tally.charges = promises.chargeCount
    try promises.check()
  }

  /// Evidence settles what was charged; a person settles the rest, which never reached the API.
  private mutating func heal() throws {
    try queue.run("--until-idle")
    let promises = try Promises(queue, witness)
    try promises.check()
    try promises.checkEvidence()
    for (number, job) in promises.uncertain.enumerated() {
      try queue.resolve(job.id, number % 5 == 4 ? "--give-up" : "--resubmit")
    }
    tally.settledByPerson = promises.uncertain.count
    let last = try queue.run("--until-idle")
    guard last.status == .exited(0) else {
      throw Broken("nothing is stuck", "the last daemon said: \(last.stderr)")
    }
    let end = try Promises(queue, witness)
    try take(stock: end)
    try end.checkEnd()
  }
}
