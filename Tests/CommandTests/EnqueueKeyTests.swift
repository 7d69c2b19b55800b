import TestSupport
import Testing

@Suite struct `A job's key` {
  private let queue: Queue

  init() throws {
    queue = try Queue()
  }

  private func enqueue(_ words: String...) throws -> Program.Ended {
    try queue.run(["enqueue", "veo2-i2v", "--key", "k"] + words + veoInputs)
  }

  /// As the daemon would, but for the ledger.
  private func end(_ id: Int, as status: String) throws {
    try queue.execute(
      """
      UPDATE jobs SET status = '\(status)', finished_at = '2026-01-01 00:00:00.000',
        revision = revision + 1, actor = 'daemon' WHERE id = \(id)
      """)
  }

  @Test func `that a job not yet ended holds adds nothing`() throws {
    #expect(try enqueue().stdout == "1\n")
    let again = try enqueue()

    #expect(again.code == 0)
    #expect(again.stdout == "1\n")
    #expect(again.errorLines == ["Job 1 (queued) has the key 'k': nothing was added."])
    #expect(try queue.jobs == 1)
  }

  @Test func `is free again once its job has ended`() throws {
    _ = try enqueue()
    try end(1, as: "completed")

    #expect(try enqueue().stdout == "2\n")
  }

  @Test func `is held by a completed job, too, with --once`() throws {
    _ = try enqueue()
    try end(1, as: "completed")

    #expect(try enqueue("--once").stdout == "1\n")
    #expect(try queue.jobs == 1)
  }

  @Test func `is not held by a failed job with --once`() throws {
    _ = try enqueue()
    try end(1, as: "failed")

    #expect(try enqueue("--once").stdout == "2\n")
  }
}
