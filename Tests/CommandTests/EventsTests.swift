import JSON
import TestSupport
import Testing

@Suite struct `The log of events` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  @Test func `it is told oldest first, one object a line`() throws {
    let first = try queue.add("queued")
    let second = try queue.add("queued")
    _ = try queue.run("cancel", "\(first)")
    let kinds = try queue.run("events", "--json").lines.map { try JSON(parsing: $0) }
    #expect(kinds.map { $0["kind"] } == ["enqueued", "enqueued", "cancelled"])
    #expect(kinds.last?["actor"] == "cli" && kinds.last?["to_status"] == "cancelled")
    #expect(try queue.run("events", "\(second)", "--json").lines.count == 1)
    #expect(try queue.run("events").stdout.contains("job \(first)  cancelled by command"))
    #expect(try queue.run("events", "9").code == 3)
  }

  @Test func `it can be followed`() throws {
    let id = try queue.add("queued")
    let following = try queue.start("events", "--follow", "--json")
    _ = try following.readLine { $0.contains("enqueued") }
    try queue.sql("UPDATE jobs SET status = 'cancelled' WHERE id = \(id)")
    let line = try following.readLine { $0.contains("cancelled") }
    #expect(try JSON(parsing: line)["actor"] == "sql")
    following.send(signal: 15)
    #expect(try following.wait().status == .signalled(15))
  }
}
