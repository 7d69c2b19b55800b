import SQLite
import Spool
import Store
import TestSupport
import Testing

@Suite struct `The newest jobs that match a filter` {
  let queue: Queue

  init() throws {
    queue = try Queue()
  }

  /// What a job is filtered by.
  private struct Traits {
    let id: JobID
    var status: Status
    let model: ModelName
    var tags: Set<String>
    let created: Timestamp

    func match(_ filter: JobFilter) -> Bool {
      (filter.statuses.isEmpty || filter.statuses.contains(status))
        && (filter.model ?? model) == model
        && (filter.tag.map(tags.contains) ?? true)
        && created >= (filter.since ?? created)
    }
  }

  private func insert(using dice: inout Dice) throws -> Traits {
    let model = dice.pick(["test/film", "test/other"])
    let tags = Set(
      (0..<Int.random(in: 0...2, using: &dice)).map { _ in dice.pick(["a", "b", "é'"]) })
    let created = Timestamp.test + .seconds(Int.random(in: 0...100, using: &dice))
    let isCancelled = dice.pick([true, false, false])
    let texts = tags.sorted().map { "\"\($0)\"" }.joined(separator: ",")
    try queue.shell.prepare(
      "INSERT INTO jobs (model, input, tags, created_at) VALUES (?1, '{}', ?2, ?3)"
    ).run(model, "[\(texts)]", created)
    let id = JobID(queue.shell.lastInsertRowID)
    if isCancelled {
      try queue.shell.prepare("UPDATE jobs SET status = 'cancelled' WHERE id = ?1").run(id)
    }
    return Traits(
      id: id, status: isCancelled ? .cancelled : .queued, model: ModelName(model), tags: tags,
      created: created)
  }

  @Test(arguments: UInt64(1)...60)
  func `are those that a look at each row finds`(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    var all: [Traits] = []
    for _ in 0..<40 { all.append(try insert(using: &dice)) }
    // Tags come and go.
    for place in all.indices.shuffled(using: &dice).prefix(8) {
      all[place].tags = ["b", "c"]
      try queue.shell.prepare(#"UPDATE jobs SET tags = '["b","c","b"]' WHERE id = ?1"#)
        .run(all[place].id)
    }
    for place in all.indices.shuffled(using: &dice).prefix(5).sorted(by: >) {
      guard all[place].status == .cancelled else { continue }
      try queue.shell.prepare("DELETE FROM jobs WHERE id = ?1").run(all[place].id)
      all.remove(at: place)
    }
    let statuses: [[Status]] = [[], [.queued], [.cancelled], [.running], [.queued, .cancelled]]

    for _ in 0..<20 {
      let filter = JobFilter(
        statuses: dice.pick(statuses), model: dice.pick([nil, ModelName("test/film")]),
        tag: dice.pick([nil, "a", "b", "c", "é'", "none"]),
        since: dice.pick([nil, .test + .seconds(50)]))
      let bound = dice.pick([nil, JobID(20)])
      let count = dice.pick([3, 100])

      let found = try queue.store.jobs(filter, below: bound, atMost: count).map(\.id)

      let expected = all.filter { $0.match(filter) && $0.id < bound ?? JobID(.max) }.map(\.id)
      #expect(found == Array(expected.reversed().prefix(count)), "seed \(seed): \(filter)")
    }
    #expect(
      try queue.shell.integer("SELECT count(*) FROM job_tags")
        == Int64(all.map(\.tags.count).reduce(0, +)),
      "seed \(seed)")
  }
}
