import TestSupport
import Testing

/// What may cost more than `config confirm_over` is agreed to first.
@Suite struct `Agreeing to what something costs` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  private func file(_ lines: Int, _ line: String) throws -> String {
    try queue.directory.write(
      String(repeating: line + "\n", count: lines), to: "jobs.jsonl")
  }

  /// $1.20 a job.
  private let dear =
    #"{"model":"wavespeed-ai/open-video/image-to-video","input":{"image":"https://example.com/a.png","prompt":"a","resolution":"1080p","duration":20}}"#
  private let unpriced =
    #"{"model":"wavespeed/kissing-pro","input":{"image":"https://example.com/a.png"}}"#

  @Test func `below the limit nothing is asked`() throws {
    let id = try queue.add("failed", outcome: "failed", prediction: "p", price: "10")
    let ended = try queue.run("retry", "\(id)")
    #expect(ended.code == 0 && ended.stderr.contains("for $10.00 each"))
    #expect(try queue.run("import", try file(8, dear)).code == 0)
  }

  @Test func `off a terminal it takes --yes, and the amount is told`() throws {
    let id = try queue.add("failed", outcome: "failed", prediction: "p", price: "10.01")
    let refused = try queue.run("retry", "\(id)")
    #expect(refused.code == 2)
    #expect(refused.stderr.contains("would retry 1 job for up to $10.01"))
    #expect(refused.stderr.contains("above $10.00 it is asked"))
    #expect(try queue.text("SELECT status FROM jobs") == "failed")

    #expect(try queue.run("retry", "\(id)", "--yes").code == 0)
    #expect(try queue.text("SELECT status FROM jobs") == "queued")
  }

  @Test func `the limit is a setting`() throws {
    let id = try queue.add("failed", outcome: "failed", prediction: "p", price: "0.40")
    #expect(try queue.run("config", "confirm_over", "0.39").code == 0)
    #expect(try queue.run("retry", "\(id)").code == 2)
    #expect(try queue.run("config", "confirm_over", "0.4").code == 0)
    #expect(try queue.run("retry", "\(id)").code == 0)
    #expect(try queue.run("config", "confirm_over", "lots").code == 2)
  }

  @Test func `an import is asked about as a whole, once it is known to be good`() throws {
    let path = try file(9, dear)
    let refused = try queue.run("import", path)
    #expect(refused.code == 2)
    #expect(refused.stderr.contains("would queue 9 jobs for up to $10.80"))
    #expect(try queue.number("SELECT count(*) FROM jobs") == 0)
    #expect(try queue.run("import", path, "--yes").code == 0)
    // The same file again costs nothing, so there is nothing to ask.
    #expect(try queue.run("import", path).stderr.contains("nothing was added"))
  }

  @Test func `a price that nobody knows counts as a dollar`() throws {
    #expect(try queue.run("import", try file(10, unpriced)).code == 0)
    let refused = try queue.run("import", try file(11, unpriced))
    #expect(refused.code == 2)
    #expect(refused.stderr.contains("would queue 11 jobs at unknown prices"))
  }

  @Test func `a price that the API has named is known`() throws {
    try queue.sql(
      """
      INSERT INTO quotes (model, inputs, price_usd, at)
      VALUES ('wavespeed/kissing-pro', '{}', 0.5, '2026-01-01 00:00:00.000');
      """)
    #expect(try queue.run("import", try file(20, unpriced)).code == 0)
    #expect(
      try queue.run("import", try file(21, unpriced)).stderr.contains("21 jobs for up to $10.50"))
  }

  @Test func `a job's own limit stands in for a price that nobody knows`() throws {
    let id = try queue.add("failed", error: "no")
    try queue.sql(
      "UPDATE jobs SET price_usd = NULL, max_price_usd = 12, revision = revision + 1")
    #expect(try queue.run("retry", "\(id)").stderr.contains("for up to $12.00"))
  }

  @Test func `what was paid for already costs nothing more`() throws {
    let id = try queue.add("cancelled", outcome: "accepted", prediction: "p", price: "99")
    #expect(try queue.run("retry", "\(id)").code == 0)
  }

  @Test func `submitting an uncertain job once more is asked about as well`() throws {
    let id = try queue.add("uncertain", outcome: "uncertain", price: "11")
    let refused = try queue.run("resolve", "\(id)", "--resubmit")
    #expect(refused.code == 2)
    #expect(refused.stderr.contains("would submit job \(id) once more for up to $11.00"))
    #expect(try queue.run("resolve", "\(id)", "--give-up").code == 0)
    let other = try queue.add("uncertain", outcome: "uncertain", price: "11")
    let done = try queue.run("resolve", "\(other)", "--resubmit", "--yes")
    #expect(done.code == 0 && done.stderr.contains("authorised, for $11.00 each"))
  }

  @Test func `a selection says what it may cost, whatever it is`() throws {
    try queue.add("failed", outcome: "failed", prediction: "a")
    try queue.add("cancelled", outcome: "completed", prediction: "b")
    let refused = try queue.run("retry", "--model", "kissing-pro")
    #expect(refused.code == 2)
    #expect(
      refused.stderr.contains("would retry 2 jobs (1 failed, 1 cancelled) for up to $0.40"))
  }

  @Test func `at a terminal it is a question, and silence is a no`() throws {
    let id = try queue.add("failed", outcome: "failed", prediction: "p", price: "12")
    let refused = try AtTerminal(queue, "retry", "\(id)")
    try refused.see("Retry 1 job for up to $12.00? [y/N]")
    refused.type("\n")
    #expect(try refused.end() == 1)
    #expect(try queue.text("SELECT status FROM jobs") == "failed")

    let agreed = try AtTerminal(queue, "retry", "\(id)")
    try agreed.see("[y/N]")
    agreed.type("y\n")
    #expect(try agreed.end() == 0)
    #expect(try queue.text("SELECT status FROM jobs") == "queued")
  }
}
