import JSON
import TestSupport
import Testing

@Suite struct `What runs long` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  /// A running job that was accepted so long ago.
  private func running(since age: String) throws -> Int64 {
    let id = try queue.add("running", outcome: "accepted", prediction: "p")
    try queue.sql(
      "UPDATE attempts SET accepted_at = strftime('%Y-%m-%d %H:%M:%f', 'now', '-\(age)')")
    return Int64("\(id)") ?? 0
  }

  /// Twenty of the model's predictions took a minute.
  private func learn() throws {
    try queue.sql("INSERT INTO duration_histories SELECT model, '142:20000' FROM jobs LIMIT 1")
  }

  @Test func `longer than its model's history makes likely is flagged`() throws {
    let id = try running(since: "10 minutes")
    #expect(try !queue.run("status").stdout.contains("longer than usual"))

    try learn()

    #expect(try queue.run("status").stdout.contains("Job \(id) runs longer than usual"))
    #expect(try queue.run("explain", "\(id)").stdout.contains("longer than usual"))
  }

  @Test func `what is usual is not less than what any of them took`() throws {
    let id = try running(since: "10 minutes")
    // As runs of two seconds are remembered: each may have ended at any time before.
    try queue.sql(
      "INSERT INTO duration_histories SELECT model, '40:10000 63:10000' FROM jobs LIMIT 1")
    let text = try queue.run("explain", "\(id)").stdout
    #expect(text.contains("nearly all of its model's ended within about 2s"), "\(text)")
  }

  @Test func `but not while it is as old as others were`() throws {
    let id = try running(since: "30 seconds")
    try learn()
    #expect(try !queue.run("status").stdout.contains("longer than usual"))
    #expect(try !queue.run("explain", "\(id)").stdout.contains("longer than usual"))
  }

  @Test func `more than a day needs a person, and holds no place`() throws {
    let id = try running(since: "25 hours")
    let status = try queue.json("status")

    #expect(
      status["attention"]?.array?.contains {
        $0["what"]?.string?.contains("Job \(id) has been running for") == true
      } == true)
    #expect(try queue.run("status").code == 1)
    #expect(try queue.run("explain", "\(id)").stdout.contains("asked after hourly"))
    #expect(try queue.run("status").stdout.contains("0 of 2"))
  }
}

@Suite struct `A limit that a 429 has lowered` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  @Test func `is shown beside the configured one, and gone when a person sets it`() throws {
    _ = try queue.add("queued")
    try queue.sql("UPDATE limits SET in_flight = 8, in_flight_for_now = 4 WHERE scope = ''")

    #expect(try queue.run("limit").stdout.contains("8, now 4"))
    let limits = try #require(try queue.json("limit")["account"])
    #expect(limits["in_flight_for_now"]?.int == 4)
    #expect(limits["polls_per_second"]?.text == "10")
    let shown = try #require(try queue.json("status")["limits"]?.array?.first?.object)
    #expect(shown["model"]?.isNull == true)
    for member in limits.object?.members ?? [] { #expect(shown[member.key] == member.value) }
    #expect(try queue.run("status").stdout.contains("0 of 4 for now"))

    #expect(try queue.run("limit", "--in-flight", "6").code == 0)
    #expect(try !queue.run("limit").stdout.contains("now"))
  }

  @Test func `is the number that explain names`() throws {
    for id in ["a", "b"] { try queue.add("running", outcome: "accepted", prediction: id) }
    let waiting = try queue.add("queued")
    try queue.sql(
      """
      UPDATE limits SET in_flight = 8, in_flight_for_now = 2 WHERE scope = '';
      UPDATE attempts SET accepted_at = strftime('%Y-%m-%d %H:%M:%f', 'now');
      """)
    let words = try queue.run("explain", "\(waiting)").stdout
    #expect(words.contains("2 predictions in flight is reached"))
    #expect(words.contains("A 429 of the API lowered that limit"))
  }
}
