import JSON
import TestSupport
import Testing

@Suite struct `Statistics` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  /// Completed jobs that waited 10 s and ran as long as given.
  private func ran(_ seconds: [Int], nsfw: String? = nil) throws {
    for seconds in seconds {
      let id = try queue.add("completed", outcome: "completed", prediction: "p\(seconds)")
      let flags = nsfw.map { "'\($0)'" } ?? "NULL"
      try queue.sql(
        """
        UPDATE jobs SET created_at = '2026-01-01 00:00:00', submitted_at = '2026-01-01 00:00:10.000',
          finished_at = strftime('%Y-%m-%d %H:%M:%f', '2026-01-01 00:00:10', '\(seconds) seconds'),
          has_nsfw_contents = \(flags), revision = 2 WHERE id = \(id)
        """)
    }
  }

  @Test func `say when none of those that ended matches`() throws {
    try queue.sql("INSERT INTO jobs (model, input) VALUES ('wavespeed/kissing-pro', '{}')")
    #expect(try queue.run("stats").stderr == "No job has ended yet.\n")
    #expect(try queue.run("stats", "--tag", "x").stderr == "No job that has ended matches.\n")
  }

  @Test func `times, failures, flags and money are added up by model`() throws {
    try ran([1, 2, 3, 4, 100])
    try ran([5], nsfw: "[true]")
    try ran([6], nsfw: "[false]")
    try queue.add("failed", outcome: "failed", prediction: "f", error: "no")
    try queue.sql("UPDATE attempts SET refunded = 1 WHERE outcome = 'failed'")
    let stats = try queue.json("stats")["models"]?[0]
    #expect(stats?["completed"]?.int == 7 && stats?["failed"]?.int == 1)
    #expect(stats?["run_seconds"]?["median"]?.double == 4)
    #expect(stats?["run_seconds"]?["p95"]?.double == 100)
    #expect(stats?["wait_seconds"]?["median"]?.double == 10)
    #expect(stats?["nsfw_known"]?.int == 2 && stats?["nsfw_share"]?.double == 0.5)
    #expect(stats?["spent_usd"]?.double == 2.8)
    let people = try queue.run("stats", environment: ["COLUMNS": "80"])
    #expect(people.stdout.contains("$2.80") && people.stdout.contains("50%"))
    #expect(people.lines.allSatisfy { $0.count <= 80 })
  }

  @Test func `a histogram has a bucket for each doubling`() throws {
    try ran([1, 2, 3, 5])
    let buckets = try queue.json("stats")["run_histogram"]?.array ?? []
    #expect(buckets.map { $0["from_seconds"]?.int } == [1, 2, 4])
    #expect(buckets.map { $0["jobs"]?.int } == [1, 2, 1])
  }

  @Test func `a model and a time narrow them`() throws {
    try ran([1])
    try queue.add("completed", model: "wavespeed-ai/veo2-i2v")
    #expect(try queue.json("stats", "--model", "veo2-i2v")["models"]?.array?.count == 1)
    #expect(try queue.json("stats", "--since", "2026-06-01")["models"]?[0]?["completed"]?.int == 1)
    #expect(try queue.run("stats", "--model", "nope").code == 3)
  }

  @Test func `days and tags are added up as models are`() throws {
    try queue.add("completed", outcome: "completed", prediction: "a", tags: #"["gift","june"]"#)
    try queue.add("failed", outcome: "failed", prediction: "b", error: "no", tags: #"["gift"]"#)
    try queue.add("running", outcome: "accepted", prediction: "c", tags: #"["gift"]"#)
    let tags = try queue.json("stats", "--by", "tag")["tags"]
    #expect(tags?.array?.compactMap { $0["tag"]?.string } == ["gift", "june"])
    #expect(tags?[0]?["completed"]?.int == 1 && tags?[0]?["failed"]?.int == 1)
    #expect(tags?[0]?["spent_usd"]?.double == 0.8 && tags?[0]?["failed_usd"]?.double == 0.4)
    #expect(tags?[0]?["pending_usd"]?.double == 0.4)
    #expect(tags?[0]?["usd_per_completed"]?.double == 0.8)
    #expect(tags?[1]?["spent_usd"]?.double == 0.4)
    let days = try queue.json("stats", "--by", "day")["days"]
    #expect(days?.array?.count == 1 && days?[0]?["spent_usd"]?.double == 0.8)
    #expect(try queue.json("stats", "--tag", "june")["models"]?[0]?["spent_usd"]?.double == 0.4)
    #expect(try queue.run("stats", "--by", "hour").code == 2)
  }

  @Test func `what the bills say stands beside what was expected`() throws {
    try queue.add("completed", outcome: "completed", prediction: "a")
    #expect(try queue.json("stats")["models"]?[0]?["difference_usd"] == .null)
    try queue.sql("UPDATE attempts SET charged_usd = 0.5")
    let stats = try queue.json("stats")["models"]?[0]
    #expect(stats?["difference_usd"]?.double == 0.1 && stats?["spent_usd"]?.double == 0.4)
    #expect(try queue.run("stats").stdout.contains("+$0.10"))
    #expect(try queue.run("status").stdout.contains("the API's bills say $0.10 more"))
    #expect(
      try queue.run("explain", "1").stdout.contains(
        "Attempt 1: the API's bill says $0.50, and $0.40 was expected."))
  }

  @Test func `an empty queue has none`() throws {
    let ended = try queue.run("stats")
    #expect(ended.code == 0 && ended.stderr.contains("No job has ended"))
    #expect(try queue.json("stats")["models"] == [])
  }
}
