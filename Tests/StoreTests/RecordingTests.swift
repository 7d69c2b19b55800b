import SQLite
import Spool
import Store
import Testing

@Suite struct `Recording what happened` {
  let queue: Queue

  init() throws {
    queue = try Queue()
  }

  private func row(_ columns: String..., of id: JobID) throws -> String? {
    let texts = columns.map { "coalesce(\($0), 'null')" }.joined(separator: " || '|' || ")
    return try queue.shell.text("SELECT \(texts) FROM jobs WHERE id = ?1", id)
  }

  @Test func `what was decided about an older state is refused, and nothing of it is written`()
    throws
  {
    let id = try queue.running("p1")
    let job = try #require(try queue.store.job(id))
    let end = job.standing.handling(
      .reported(AttemptID(id, 1), report("p1", .completed, outputs: [.init(url: "u")])),
      at: Moment(wall: .test, uptime: .start, roll: 0), under: .standard)
    try queue.shell.execute("UPDATE jobs SET status = 'cancelled'")

    let error = #expect(throws: StoreError.self) { try queue.write(end, of: job) }

    #expect(error?.message.contains("moved on") == true)
    #expect(try queue.shell.text("SELECT status FROM jobs") == "cancelled")
    #expect(try queue.shell.text("SELECT outcome FROM attempts") == "accepted")
    #expect(try queue.shell.integer("SELECT count(*) FROM outputs") == 0)
  }

  @Test func `no job ends twice`() throws {
    let id = try queue.running("p1")
    let job = try #require(try queue.store.job(id))
    let failure = Report.Failure(Refusal("broke"), .neverHelps)
    let end = job.standing.handling(
      .reported(AttemptID(id, 1), report("p1", .failed(failure))),
      at: Moment(wall: .test, uptime: .start, roll: 0), under: .standard)
    try queue.write(end, of: job)
    #expect(throws: StoreError.self) { try queue.write(end, of: job) }
    #expect(
      try queue.shell.integer("SELECT count(*) FROM events WHERE kind = 'failed'") == 1)
  }

  @Test func `a result fills the job, its outputs and its attempt`() throws {
    let id = try queue.running("p1")
    try queue.record(
      .reported(
        AttemptID(id, 1),
        report(
          "p1", .completed,
          outputs: [.init(url: "https://a/1", nsfw: true), .init(url: "https://a/\"2\"")],
          nsfw: [true])), of: id)

    let url = #"["https://a/1","https://a/\"2\""]"#
    #expect(
      try row(
        "status", "outputs", "has_nsfw_contents", "nsfw", "inference_ms", "finished_at", of: id)
        == "completed|\(url)|[true]|1|7|2026-03-31 23:33:20.000")
    let outputs = try queue.shell.prepare(
      """
      SELECT position || '|' || url || '|' || coalesce(nsfw, 'null') || '|' || status || '|'
        || expires_at FROM outputs ORDER BY position
      """)
    #expect(
      try outputs.rows { $0.text(0) } == [
        "0|https://a/1|1|pending|2026-04-07 23:33:20.000",
        "1|https://a/\"2\"|null|pending|2026-04-07 23:33:20.000",
      ])
    #expect(
      try queue.shell.text("SELECT outcome || inference_ms || (body IS NULL) FROM attempts")
        == "completed71")
  }

  @Test(
    arguments: [
      ([false], 1, "0"), ([true], 1, "1"), ([false, true], 2, "1"), ([false], 2, "null"),
      ([true], 2, "1"), ([], 1, "null"), (nil, 1, "null"),
    ] as [([Bool]?, Int, String)])
  func `nsfw is 1 for any, 0 for none, null for unknown`(
    flags: [Bool]?, outputs: Int, nsfw: String
  ) throws {
    let id = try queue.running("p1")
    try queue.record(
      .reported(
        AttemptID(id, 1),
        report(
          "p1", .completed, outputs: (0..<outputs).map { .init(url: "\($0)") }, nsfw: flags)),
      of: id)
    #expect(try row("nsfw", of: id) == nsfw)
  }

  @Test func `attempts are counted from the ledger: what cost nothing does not count`() throws {
    let id = try queue.insert()
    let refusal = Refusal("no")
    for (number, reply) in [
      SubmitReply.notSent(refusal), .throttled(refusal, retryAfter: nil, holds: .model),
      .keyRefused(refusal), .forbidden(refusal),
    ].enumerated() {
      try queue.record(.claimed(AttemptID(id, number + 1)), of: id)
      #expect(try row("status", "attempts", of: id) == "submitting|1")
      try queue.record(.replied(AttemptID(id, number + 1), reply), of: id)
      #expect(try row("status", "attempts", of: id) == "queued|0")
    }
    try queue.record(.claimed(AttemptID(id, 5)), of: id)
    try queue.record(.replied(AttemptID(id, 5), .unknown(refusal)), of: id)
    #expect(try row("status", "attempts", "error", of: id) == "uncertain|1|no")
    #expect(
      try queue.shell.text("SELECT group_concat(outcome) FROM attempts ORDER BY number")
        == "not_sent,throttled,rejected,rejected,uncertain")
  }

  @Test func `one prediction belongs to one attempt`() throws {
    _ = try queue.running("p1")
    #expect(throws: StoreError.self) { try queue.running("p1") }
    #expect(
      try queue.shell.integer("SELECT count(*) FROM attempts WHERE prediction_id = 'p1'") == 1)
  }

  @Test func `a decision that is refused is undone alone`() throws {
    let first = try queue.insert()
    let second = try queue.insert()
    let model = try #require(try queue.store.job(first))
    try queue.store.writing { () throws(SQLiteError) in
      for (id, words) in [(first, "kept"), (second, "undone")] {
        try? queue.store.decision { () throws(SQLiteError) in
          try queue.store.tell(.edited, words, by: .daemon, at: .test)
          if id == second { throw .constraint("refused") }
        }
      }
    }
    #expect(model.id == first)
    #expect(
      try queue.shell.text("SELECT group_concat(detail) FROM events WHERE detail IS NOT NULL")
        == "kept")
  }

  @Test func `a turn of another life writes nothing`() throws {
    let epoch = try queue.store.writing { () throws(SQLiteError) in
      try queue.store.beginEpoch(above: 7, pid: 1, version: "0", apiURL: "u", at: .test)
    }
    #expect(epoch == 8, "above what the lock file remembers")
    var isRun = false
    var commits: Int64 = 0
    #expect(throws: StoreError.takenOver(path: queue.path)) {
      try queue.store.turn(epoch: 7, commits: &commits) { () throws(SQLiteError) in isRun = true }
    }
    #expect(!isRun)
  }

  @Test func `a turn on a state that was put back writes nothing`() throws {
    var (commits, older): (Int64, Int64) = (0, 0)
    let turn = { (commits: inout Int64) throws(StoreError) in
      try queue.store.turn(epoch: 0, commits: &commits) { () throws(SQLiteError) in
        try queue.store.connection.execute("UPDATE settings SET value = 'dark' WHERE key = 'theme'")
      }
    }
    try turn(&commits)
    #expect(try queue.store.commits() == 1)
    #expect(throws: StoreError.replaced(path: queue.path)) { try turn(&older) }
    #expect((commits, older) == (1, 0))
    try turn(&commits)
    #expect(try queue.store.commits() == 2)
  }
}
