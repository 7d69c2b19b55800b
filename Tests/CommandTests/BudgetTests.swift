import JSON
import TestSupport
import Testing

@Suite struct `Budgets` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  @Test func `are set, shown with what is spent of them, and removed`() throws {
    try queue.add("completed", outcome: "completed", prediction: "a")
    try queue.add("running", outcome: "accepted", prediction: "b")
    try queue.add("failed", outcome: "rejected")
    #expect(try queue.json("budget")["account"] == .null)
    #expect(try queue.run("budget", "--per-day", "5").stderr.contains("$0.80 of it spent today"))

    let budget = try queue.json("budget")["account"]
    #expect(budget?["per_day_usd"]?.double == 5 && budget?["spent_today_usd"]?.double == 0.8)
    #expect(budget?["total_usd"] == .null)

    #expect(try queue.run("budget", "--off").code == 0)
    #expect(try queue.json("budget")["account"] == .null)
  }

  @Test func `a total counts from when it was first set`() throws {
    try queue.sql(
      "INSERT INTO budgets (scope, total_usd, total_since) VALUES ('', 9, '2026-01-01 00:00:00.000')"
    )
    _ = try queue.run("budget", "--total", "3")
    #expect(
      try queue.text("SELECT total_usd || ' ' || total_since FROM budgets")
        == "3.0 2026-01-01 00:00:00.000")
    _ = try queue.run("budget", "--per-day", "1")
    #expect(try queue.text("SELECT total_usd || ' ' || per_day_usd FROM budgets") == "3.0 1.0")
  }

  @Test func `belong to the account or to a model`() throws {
    #expect(try queue.run("budget", "kissing-pro", "--total", "2").code == 0)
    #expect(try queue.json("budget")["models"]?["wavespeed/kissing-pro"]?["total_usd"]?.double == 2)
    #expect(try queue.run("budget").stdout.contains("$2.00"))
    #expect(try queue.run("budget", "nope", "--total", "2").code == 3)
    #expect(try queue.run("budget", "--off", "--total", "2").code == 2)
  }
}
