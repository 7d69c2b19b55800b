import JSON
import TestSupport
import Testing

@Suite struct `Waiting for jobs` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  @Test func `those that have ended are not waited for`() throws {
    let good = try queue.add("completed")
    let bad = try queue.add("failed", error: "no")
    #expect(try queue.run("wait", "\(good)").code == 0)
    #expect(try queue.run("wait", "\(good)", "\(bad)").code == 4)
    #expect(try queue.run("wait", "\(good)", "\(good)").stderr.split(separator: "\n").count == 1)
  }

  @Test func `the end of the last one wakes it`() throws {
    let id = try queue.add("running", outcome: "accepted", prediction: "p")
    let waiting = try queue.start("wait", "\(id)")
    // Said once it has looked and begun to wait.
    _ = try waiting.readLine(from: .stderr) { $0.contains("No daemon serves") }
    try queue.sql("UPDATE jobs SET status = 'completed', revision = 2 WHERE id = \(id)")
    let ended = try waiting.wait()
    #expect(ended.status == .exited(0))
    #expect(ended.stderr.contains("job \(id) has completed"))
    #expect(ended.stdout == "")
  }

  @Test func `a job cancelled meanwhile did not complete`() throws {
    let id = try queue.add("queued")
    let waiting = try queue.start("wait", "\(id)", "--json")
    _ = try waiting.readLine(from: .stderr) { $0.contains("No daemon serves") }
    try queue.sql("UPDATE jobs SET status = 'cancelled' WHERE id = \(id)")
    let ended = try waiting.wait()
    #expect(ended.status == .exited(4))
    #expect(try JSON(parsing: ended.stdout)[0]?["status"] == "cancelled")
  }

  @Test func `with --any the first to end decides`() throws {
    let slow = try queue.add("queued")
    let good = try queue.add("completed")
    #expect(try queue.run("wait", "--any", "\(slow)", "\(good)").code == 0)
    let bad = try queue.add("failed", error: "no")
    #expect(try queue.run("wait", "--any", "\(slow)", "\(bad)").code == 4)
  }

  @Test func `what takes too long is 5, and says which`() throws {
    let id = try queue.add("queued")
    let good = try queue.add("completed")
    let ended = try queue.run("wait", "\(id)", "\(good)", "--timeout", "1ms")
    #expect(ended.stderr.contains("job \(good) has completed"))
    #expect(ended.code == 5 && ended.stderr.contains("job \(id) has not ended"))
  }

  @Test func `a missing job is 3 at once`() throws {
    let id = try queue.add("queued")
    let ended = try queue.run("wait", "\(id)", "99")
    #expect(ended.code == 3 && ended.stderr.contains("no job 99"))
  }
}
