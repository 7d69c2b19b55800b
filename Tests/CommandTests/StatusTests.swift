import JSON
import Store
import TestSupport
import Testing

@Suite struct `The status of the queue` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  private func needs() throws -> [String] {
    try queue.json("status")["attention"]?.array?.compactMap { $0["what"]?.string } ?? ["?"]
  }

  @Test func `an idle queue without a daemon is well`() throws {
    try queue.add("completed", outcome: "completed", prediction: "p")
    let ended = try queue.run("status")
    #expect(ended.code == 0)
    #expect(ended.stdout.contains("not running") && ended.stdout.contains("1 completed"))
    #expect(ended.stdout.contains("$0.40"))
  }

  @Test func `a daemon that stands still is not said to run, nor to come to a job`() throws {
    let id = try queue.add("queued")
    let lock = try DaemonLock(database: queue.path)
    try queue.sql(
      "UPDATE daemon SET epoch = 1, heartbeat_at = strftime('%Y-%m-%d %H:%M:%f', 'now', '-200 seconds')"
    )
    let status = try queue.run("status")
    #expect(status.stdout.contains("but has written nothing since"))
    #expect(status.stdout.contains("'wavespool doctor'"))
    let explained = try queue.run("explain", "\(id)").stdout
    #expect(explained.contains("has written nothing since"))
    #expect(!explained.contains("as soon as the daemon comes to it"))

    try queue.sql("UPDATE daemon SET heartbeat_at = strftime('%Y-%m-%d %H:%M:%f', 'now')")
    #expect(try queue.run("status").stdout.contains("wavespoold is running"))
    withExtendedLifetime(lock) {}
  }

  @Test func `work without a daemon needs a person`() throws {
    try queue.add("queued")
    let ended = try queue.run("status")
    #expect(ended.code == 1 && ended.stdout.contains("Start wavespoold"))
    #expect(try needs() == ["Work waits, and no daemon serves this database."])
  }

  @Test(arguments: ["key", "credit", "permission"])
  func `a pause that only a person ends needs one`(reason: String) throws {
    try queue.sql(
      "INSERT INTO pauses (scope, reason) VALUES ('wavespeed/kissing-pro', '\(reason)')")
    #expect(try queue.run("status").code == 1)
    #expect(try needs().count == 1)
  }

  @Test(arguments: ["hand", "throttled", "unreachable", "unsure", "failing", "balance", "behind"])
  func `other pauses are shown and are well`(reason: String) throws {
    try queue.sql("INSERT INTO pauses (scope, reason) VALUES ('', '\(reason)')")
    let ended = try queue.run("status")
    #expect(ended.code == 0 && ended.stdout.contains("paused"))
  }

  @Test func `a restored database whose comparison left doubts needs a person`() throws {
    try queue.sql(
      """
      INSERT INTO pauses (scope, reason, detail, step)
      VALUES ('', 'behind', 'predictions that belong to no job here (table orphans): 2', 1)
      """)
    let ended = try queue.run("status")
    #expect(ended.code == 1)
    #expect(ended.stdout.contains("table orphans"))
    #expect(ended.stdout.contains("'wavespool resume'"))
    #expect(try needs().count == 1)
  }

  @Test func `a model that waits for a look at the history names no command that is refused`()
    throws
  {
    let id = try queue.add("uncertain", outcome: "uncertain")
    try queue.sql(
      "INSERT INTO pauses (scope, reason) VALUES ('\(QueueUnderTest.model)', 'looking')")
    let text = try queue.run("status").stdout
    #expect(!text.contains("wavespool resume"))
    #expect(text.contains("until the history was looked at"))
    #expect(text.contains("'wavespool resolve \(id)' settles it by hand"))
  }

  @Test func `an uncertain job needs a person once no search can settle it`() throws {
    let id = try queue.add("uncertain", outcome: "uncertain")
    #expect(try !needs().contains { $0.contains("Job \(id)") })
    try queue.sql("UPDATE attempts SET needs_person = 'several predictions could be its own'")
    #expect(try needs().contains { $0.contains("Job \(id)") && $0.contains("several predictions") })
  }

  @Test func `outputs that expire within a day unsaved need a person`() throws {
    let id = try queue.add("completed", outcome: "completed", prediction: "p")
    func output(_ position: Int, _ expires: String) throws {
      try queue.sql(
        """
        INSERT INTO outputs (job_id, position, url, expires_at)
        VALUES (\(id), \(position), 'https://example.com/', strftime('%Y-%m-%d %H:%M:%f', 'now', '\(expires)'))
        """)
    }
    try output(0, "+2 days")
    #expect(try !needs().contains { $0.contains("not saved") })
    try output(1, "+20 hours")
    #expect(try needs().contains { $0.contains("1 output not saved") })
  }

  @Test func `the day's money is what the view says`() throws {
    try queue.add("completed", outcome: "completed", prediction: "a", price: "0.25")
    try queue.add("running", outcome: "accepted", prediction: "b", price: "0.5")
    try queue.add("failed", outcome: "rejected", price: "9")
    let money = try queue.json("status")["spending_today"]?[0]
    let view = "FROM spending WHERE day = date('now')"
    #expect(money?["spent_usd"]?.double == 0.25)
    #expect(try queue.number("SELECT spent_usd = 0.25 AND pending_usd = 0.5 \(view)") == 1)
    #expect(money?["pending_usd"]?.double == 0.5 && money?["attempts"]?.int == 2)
  }
}
