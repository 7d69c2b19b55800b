/// What must hold after every kill: the API's own record of charges against the queue's ledger.
struct Promises {
  private let ledger: Ledger
  private let charges: [Witness.Charge]
  private let chargesByBody: [String: [Witness.Charge]]

  /// The charges are asked for first: whatever is charged meanwhile, its attempt is on disk.
  init(_ queue: Queue, _ witness: Witness) throws {
    charges = try witness.charges()
    ledger = try Ledger(queue)
    chargesByBody = Dictionary(grouping: charges, by: \.body)
  }

  var jobs: [Ledger.Job] { ledger.jobs }
  var chargeCount: Int { charges.count }
  var uncertain: [Ledger.Job] { jobs.filter { $0.status == "uncertain" } }

  private func charges(of job: Ledger.Job) -> [Witness.Charge] { chargesByBody[job.input] ?? [] }

  /// After each kill.
  func check() throws {
    let bodies = Set(jobs.map(\.input))
    if let stray = charges.first(where: { !bodies.contains($0.body) }) {
      throw Broken("every charge is of a job", "prediction \(stray.prediction) of \(stray.body)")
    }
    for job in jobs {
      try nothingIsPaidTwice(job)
      try everyChargeHasItsAttempt(job)
    }
  }

  private func nothingIsPaidTwice(_ job: Ledger.Job) throws {
    let paid = charges(of: job).count
    let authorised = job.tries.count
    guard paid <= authorised, authorised <= job.maxAttempts, job.attempts == authorised else {
      throw Broken(
        "no charge without an authorised attempt", job: job.id,
        "\(paid) charges, \(authorised) attempts, \(job.attempts) counted, "
          + "\(job.maxAttempts) authorised")
    }
    // The attempts are in their order: only after one that is over may another be begun.
    let unfinished = job.tries.sorted { $0.number < $1.number }.dropLast().first { !$0.isOver }
    if let unfinished {
      throw Broken(
        "nothing is paid twice", job: job.id,
        "attempt \(unfinished.number) is \(unfinished.outcome), and was followed by another")
    }
  }

  private func everyChargeHasItsAttempt(_ job: Ledger.Job) throws {
    let mine = charges(of: job).map(\.prediction)
    let known = job.tries.compactMap(\.prediction)
    if let foreign = known.first(where: { !mine.contains($0) }) {
      throw Broken("a job has its own predictions", job: job.id, "\(foreign) is not of its input")
    }
    let hidden = mine.count { !known.contains($0) }
    guard hidden <= job.tries.count(where: \.mayHide) else {
      throw Broken(
        "every charge has an attempt that shows it", job: job.id,
        "\(hidden) of \(mine) are known to none of \(job.tries)")
    }
  }

  /// Once evidence could be looked for: what is uncertain was never charged.
  func checkEvidence() throws {
    for job in jobs where ["queued", "submitting", "running"].contains(job.status) {
      throw Broken("nothing is stuck", job: job.id, "it is \(job.status)")
    }
    for job in uncertain {
      let known = job.tries.compactMap(\.prediction)
      if let lost = charges(of: job).first(where: { !known.contains($0.prediction) }) {
        throw Broken(
          "evidence settles the uncertain", job: job.id,
          "prediction \(lost.prediction) was charged, and is not found")
      }
    }
  }

  /// At the very end.
  func checkEnd() throws {
    for job in jobs {
      guard job.status == "completed" || job.status == "failed" else {
        throw Broken("every job ends", job: job.id, "it is \(job.status)")
      }
      let ends = charges(of: job).filter { $0.status == "completed" }
      guard ends.count == (job.status == "completed" ? 1 : 0) else {
        throw Broken(
          "no result is lost", job: job.id,
          "it is \(job.status), and \(ends.count) of its predictions have completed")
      }
      for end in ends {
        let outcome = job.tries.first { $0.prediction == end.prediction }?.outcome
        guard outcome == "completed", job.outputs == 1, job.saved == 1 else {
          throw Broken(
            "every result is recorded and saved", job: job.id,
            "prediction \(end.prediction) is \(outcome ?? "unknown"), "
              + "with \(job.outputs) outputs and \(job.saved) files")
        }
      }
    }
  }
}
