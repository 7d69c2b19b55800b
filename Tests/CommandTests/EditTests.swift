import JSON
import TestSupport
import Testing

@Suite struct `Editing a job` {
  let queue: QueueUnderTest
  let id: Int64

  init() throws {
    queue = try QueueUnderTest()
    id = try queue.add("queued", tags: #"["old"]"#)
  }

  @Test func `inputs, priority, time and tags can be changed`() throws {
    let ended = try queue.run(
      "edit", "\(id)", "image=https://example.com/b.png", "--priority", "7", "--after", "1h",
      "--tag", "new", "--tag", "new")
    #expect(ended.code == 0 && ended.stderr.contains("image, priority, run_after and tags"))
    #expect(try queue.text("SELECT input FROM jobs") == #"{"image":"https://example.com/b.png"}"#)
    #expect(try queue.text("SELECT priority || tags FROM jobs") == #"7["new"]"#)
    #expect(try queue.number("SELECT run_after > datetime('now', '+59 minutes') FROM jobs") == 1)
    #expect(
      try queue.text("SELECT actor || ' ' || detail FROM events WHERE kind = 'edited'")
        == "cli image, priority, run_after, tags")
  }

  @Test func `--after 0 lets it start now`() throws {
    try queue.sql("UPDATE jobs SET run_after = '2099-01-01'")
    #expect(try queue.run("edit", "\(id)", "--after", "0").code == 0)
    #expect(try queue.number("SELECT run_after IS NULL FROM jobs") == 1)
  }

  @Test func `its own limit of money can be raised, but not below what it costs`() throws {
    try queue.sql("UPDATE jobs SET max_price_usd = 0.1, revision = revision + 1")
    try queue.sql("UPDATE jobs SET waits_for = 'max_price', revision = revision + 1")
    let low = try queue.run("edit", "\(id)", "--max-price", "0.39")
    #expect(low.code == 2 && low.stderr.contains("costs $0.40"))
    #expect(try queue.run("edit", "\(id)", "--max-price", "0.40").code == 0)
    #expect(try queue.text("SELECT max_price_usd || coalesce(waits_for, '') FROM jobs") == "0.4")
  }

  @Test func `what the model does not take is refused, and nothing is changed`() throws {
    let ended = try queue.run("edit", "\(id)", "imagine=1", "--priority", "3")
    #expect(ended.code == 2 && ended.stderr.contains("imagine"))
    #expect(try queue.number("SELECT priority FROM jobs") == 0)
    #expect(try queue.run("edit", "\(id)").code == 2)
  }

  @Test(arguments: ["submitting", "running", "uncertain", "completed", "failed", "cancelled"])
  func `only a queued job can be changed`(status: String) throws {
    let other = try queue.add(status)
    let ended = try queue.run("edit", "\(other)", "--priority", "3")
    #expect(ended.code == 1 && ended.stderr.contains("\(status): only a queued job"))
    #expect(try queue.run("edit", "99", "--priority", "3").code == 3)
  }

  /// What is shown in the place of such bytes would be put in their place, and paid for.
  @Test func `an input that is no UTF-8 is not put together anew`() throws {
    try queue.sql(
      """
      UPDATE jobs SET input = CAST(CAST('{"image":"https://a.b/c.png","prompt":"caf' AS BLOB)
        || x'e9227d' AS TEXT)
      """)
    let ended = try queue.run("edit", "\(id)", "image=https://a.b/d.png")
    #expect(ended.code == 1 && ended.stderr.contains("is not valid UTF-8"))
    #expect(try queue.number("SELECT instr(CAST(input AS BLOB), x'e9') > 0 FROM jobs") == 1)
  }
}
