import JSON
import SQLite
import TestSupport
import Testing

@Suite struct `The log beside the database` {
  private let queue: Queue

  init() throws {
    queue = try Queue()
    try queue.wavespool("db", "migrate")
  }

  private func enqueue() throws {
    #expect(try queue.run(["enqueue", "veo2-i2v"] + veoInputs).code == 0)
  }

  @Test func `is not made by looking`() throws {
    try queue.wavespool("list")

    #expect(!queue.directory.exists("queue.db-wal"))
  }

  @Test func `is left to the next, who finds every job in it`() throws {
    for _ in 1...3 { try enqueue() }
    let file = try queue.directory.read("queue.db")

    #expect(queue.directory.exists("queue.db-wal"))
    #expect(try queue.wavespool("list", "--json").json().array?.count == 3)
    #expect(try queue.directory.read("queue.db") == file)
    // Another program that closes it last tidies up.
    #expect(try queue.jobs == 3)
    #expect(!queue.directory.exists("queue.db-wal"))
  }

  @Test func `is written back once it is long`() throws {
    try enqueue()
    let text = String(repeating: "x", count: 900_000)
    try queue.run(
      ["import", "-", "--model", "veo2-i2v"],
      input: """
        {"input":{"image":"https://example.com/a.jpg","prompt":"\(text)"}}
        {"input":{"image":"https://example.com/b.jpg","prompt":"\(text)"}}
        """)

    #expect(!queue.directory.exists("queue.db-wal"))
    #expect(try queue.jobs == 3)
  }
}
