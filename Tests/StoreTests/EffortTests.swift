import SQLite
import Spool
import Store
import TestSupport
import Testing

/// Counted in steps of SQLite's machine, which are the same on every computer and every day.
@Suite struct `A step of a job's life` {
  @Test(arguments: Mass.allCases)
  func `costs the same with a thousand rows about or a hundred thousand`(mass: Mass) throws {
    let few = try costs(among: 1_000, mass)
    let many = try costs(among: 100_000, mass)

    for (step, cost) in many {
      let before = try #require(few[step])
      #expect(before.steps > 0 && cost.steps > 0, "\(step): nothing was measured")
      #expect(
        Double(cost.steps) <= 1.2 * Double(before.steps),
        "\(step): \(cost.steps) steps, \(before.steps) before")
      #expect(cost.scanned <= before.scanned, "\(step) walks through a table")
    }
  }

  @Test func `that walks through a table is found`() throws {
    let queue = try Queue()
    try Mass.finished.lay(1_000, into: queue.shell, model: "test/film", other: "test/other")
    let walk = try queue.store.connection.prepare("SELECT id FROM jobs WHERE input = 'none'")

    let cost = try queue.effort { _ = try walk.first { $0.int64(0) } }

    #expect(cost.steps > 1_000)
    #expect(cost.scanned > 900)
  }

  @Test func `that was prepared for once is counted too`() throws {
    let queue = try Queue()
    let once = try queue.effort {
      let walk = try queue.store.connection.prepare("SELECT count(*) FROM models")
      _ = try walk.first { $0.int64(0) }
    }

    #expect(once.steps > 0)
  }

  /// What each step costs among so many rows.
  private func costs(among count: Int, _ mass: Mass) throws -> [String: Effort] {
    let queue = try Queue()
    let store = queue.store
    try mass.lay(count, into: queue.shell, model: "test/film", other: "test/other")
    let id = try queue.insert()
    let film = ModelName("test/film")

    return try [
      "naming the models": queue.effort { _ = try store.readyModels() },
      "the head of a line": queue.effort { _ = try store.ready(film, count: 10) },
      "reading the work": queue.effort { _ = try store.work(id) },
      "claiming": queue.effort { try queue.record(.claimed(AttemptID(id, 1)), of: id) },
      "accepting": queue.effort {
        try queue.record(.replied(AttemptID(id, 1), .accepted(report("p"))), of: id)
      },
      "completing": queue.effort {
        let done = report(
          "p", .completed, outputs: [.init(url: "https://example.com/a", nsfw: nil)])
        try queue.record(.reported(AttemptID(id, 1), done), of: id)
      },
      "what comes due": queue.effort {
        try store.writing { () throws(SQLiteError) in
          try store.admit(try store.due(at: .test, atMost: 200))
          _ = try store.nextDue()
        }
      },
      "a heartbeat": queue.effort {
        try store.writing { () throws(SQLiteError) in
          try store.heartbeat(at: .test, trouble: nil, meters: Meters())
        }
      },
      "the newest fifty": queue.effort { _ = try store.jobs(JobFilter(), atMost: 50) },
      "those that run": queue.effort {
        _ = try store.jobs(JobFilter(statuses: [.running]), atMost: 50)
      },
    ]
  }
}

extension Queue {
  fileprivate func effort(_ body: () throws -> Void) throws -> Effort {
    let before = store.connection.effort
    try body()
    return store.connection.effort - before
  }
}
