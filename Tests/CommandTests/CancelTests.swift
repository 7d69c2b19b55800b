import JSON
import TestSupport
import Testing

@Suite struct `Cancelling` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  private func status(_ id: Int64) throws -> String? {
    try queue.text("SELECT status FROM jobs WHERE id = \(id)")
  }

  @Test func `it says whether the job was already paid for`() throws {
    let queued = try queue.add("queued")
    let running = try queue.add("running", outcome: "accepted", prediction: "p")
    let sending = try queue.add("submitting", outcome: "sending")
    let ended = try queue.run("cancel", "\(queued)", "\(running)", "\(sending)")
    #expect(ended.code == 0 && ended.stdout == "")
    #expect(ended.stderr.contains("Cancelled job \(queued): it had not been sent"))
    #expect(ended.stderr.contains("Cancelled job \(running): already paid for ($0.40)"))
    #expect(ended.stderr.contains("Cancelled job \(sending): its submission has left"))
    for id in [queued, running, sending] { #expect(try status(id) == "cancelled") }
    #expect(
      try queue.text("SELECT group_concat(DISTINCT actor) FROM events WHERE kind = 'cancelled'")
        == "cli")
  }

  @Test func `one missing id, and nothing is changed`() throws {
    let id = try queue.add("queued")
    #expect(try queue.run("cancel", "\(id)", "99").code == 3)
    #expect(try status(id) == "queued")
  }

  @Test(arguments: ["completed", "failed", "cancelled"])
  func `what has ended cannot be cancelled`(ended: String) throws {
    let over = try queue.add(ended)
    let id = try queue.add("queued")
    #expect(try queue.run("cancel", "\(over)").code == 1)
    let both = try queue.run("cancel", "\(id)", "\(over)")
    #expect(both.code == 1 && both.stderr.contains("nothing was changed"))
    #expect(try status(id) == "queued")
  }

  @Test func `a selection off a terminal wants --yes, and says how many it is`() throws {
    let first = try queue.add("queued", tags: #"["spring"]"#)
    let second = try queue.add(
      "running", outcome: "accepted", prediction: "p", tags: #"["spring"]"#)
    let other = try queue.add("queued")
    let asked = try queue.run("cancel", "--tag", "spring")
    #expect(asked.code == 2 && asked.stderr.contains("2 jobs (1 queued, 1 running)"))
    #expect(try status(first) == "queued")

    let done = try queue.json("cancel", "--tag", "spring", "--yes").array ?? []
    #expect(done.compactMap { $0["id"]?.int } == [first, second])
    #expect(done.map { $0["charged"] } == [false, true])
    #expect(try status(other) == "queued")
  }

  @Test func `an empty selection is no mistake`() throws {
    try queue.add("completed")
    #expect(try queue.run("cancel", "--status", "queued").code == 0)
    #expect(try queue.run("cancel", "--status", "completed").code == 0)
    #expect(try queue.json("cancel", "--status", "queued") == [])
  }
}
