import TestSupport
import Testing

@Suite struct `Exporting` {
  private let queue: Queue

  init() throws {
    queue = try Queue()
  }

  @Test func `and importing gives the same jobs`() throws {
    try queue.run(["enqueue", "veo2-i2v", "--tag", "ä b", "--priority", "-3"] + veoInputs)
    try queue.run(["enqueue", "veo2-i2v", "--key", "k", "--at", "2031-02-03"] + veoInputs)
    try queue.wavespool(
      "enqueue", "open-video/image-to-video", "image=https://example.com/a.jpg",
      "prompt=tab\t\"quote\" \u{9b}2J", "duration=7", "--max-price", "3", "--max-attempts", "9")
    let exported = try queue.wavespool("export")

    let other = try Queue()
    let imported = try other.wavespool("import", "-", input: exported.stdout)

    #expect(imported.code == 0, "\(imported.stderr)")
    let all = """
      SELECT group_concat(model || input || priority || tags || coalesce(dedup_key, '-')
        || coalesce(run_after, '-') || max_attempts || coalesce(max_price_usd, '-')
        || coalesce(price_usd, '-')) FROM jobs
      """
    #expect(try other.text(all) == queue.text(all))
    #expect(try other.wavespool("export").stdout == exported.stdout)
    #expect(!exported.stdout.contains("\u{9b}"))
  }

  @Test(arguments: [
    ("priority", "9223372036854775807"), ("priority", "-9223372036854775808"),
    ("max_attempts", "1001"), ("max_attempts", "9223372036854775807"),
    ("tags", #"'["", "a"]'"#),
  ])
  func `what SQL may write comes back by an import`(column: String, value: String) throws {
    try queue.run(["enqueue", "veo2-i2v"] + veoInputs)
    try queue.execute("UPDATE jobs SET \(column) = \(value)")
    let exported = try queue.wavespool("export")

    let other = try Queue()
    let imported = try other.wavespool("import", "-", input: exported.stdout)

    #expect(imported.code == 0, "\(imported.stderr)")
    #expect(try other.wavespool("export").stdout == exported.stdout)
  }

  @Test func `goes through more jobs than one page`() throws {
    let line =
      #"{"model":"wavespeed/kissing-pro","input":{"image":"https://example.com/a.jpg"}}"# + "\n"
    let lines = String(repeating: line, count: 1201)
    try queue.wavespool("import", "-", "--yes", input: lines)

    #expect(try queue.wavespool("export").stdout == lines)
  }

  @Test(arguments: [
    ("--tag", "a", 1), ("--tag", "none", 0), ("--model", "kissing-pro", 1),
    ("--status", "queued", 2), ("--status", "failed,completed", 0), ("--since", "1h", 2),
    ("--since", "2100-01-01", 0),
  ])
  func `selects`(option: String, value: String, count: Int) throws {
    try queue.run(["enqueue", "veo2-i2v", "--tag", "a"] + veoInputs)
    try queue.wavespool("enqueue", "kissing-pro", "image=https://example.com/a.jpg")
    let ended = try queue.wavespool("export", option, value)

    #expect(ended.code == 0)
    #expect(ended.stdout.split(separator: "\n").count == count)
  }
}
