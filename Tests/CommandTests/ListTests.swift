import JSON
import SQLite
import TestSupport
import Testing

@Suite struct `The list of jobs` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  @Test func `an empty queue is an empty list, in every form`() throws {
    #expect(try queue.json("list") == [])
    #expect(try queue.run("list", "--jsonl").stdout == "")
    #expect(try queue.run("list", "--csv").lines.count == 1)
    let people = try queue.run("list")
    #expect(people.stdout == "" && people.stderr.contains("no jobs") && people.code == 0)
  }

  @Test(arguments: ["--csv", "--jsonl", "--json"])
  func `says nothing on stdout where there is no database`(form: String) throws {
    let ended = try Program.run(
      try Program.built("wavespool"), ["list", form, "--db", queue.directory.file("none.db")])
    #expect(ended.code == 6 && ended.stdout == "")
  }

  @Test func `moves no cursor as CSV at a terminal, and is as it is in a pipe`() throws {
    try queue.sql(
      """
      INSERT INTO jobs (model, input, dedup_key)
      VALUES ('wavespeed/kissing-pro', '{}', 'red ' || char(27) || '[31m words')
      """)
    #expect(try queue.run("list", "--csv").stdout.contains("red \u{1b}[31m words"))
    let terminal = try AtTerminal(queue, "list", "--csv")
    #expect(try terminal.end() == 0)
    #expect(terminal.shown.contains("words"))
    #expect(!terminal.shown.contains("\u{1b}"))
  }

  @Test func `is told how a beginning is said`() throws {
    let ended = try queue.run("list", "--since", "yesterday")
    #expect(ended.code == 2)
    #expect(ended.errorLines[0].contains("'yesterday' is neither a length of time nor a moment"))
    #expect(ended.errorLines[1].contains("2h or '2026-04-01 12:30'"))
    #expect(try queue.run("list", "--since", "5").stderr.contains("Say 5s or 5m"))
  }

  @Test func `the newest come first, fifty of them`() throws {
    try queue.sql(
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
      INSERT INTO jobs (model, input) SELECT 'wavespeed/kissing-pro', '{}' FROM n
      """)
    let ids = try queue.json("list").array?.compactMap { $0["id"]?.int }
    #expect(ids == Array((11...60).reversed()))
    let all = try queue.run("list", "--jsonl", "--limit", "5000")
    #expect(all.lines.count == 60)
  }

  @Test func `filters combine`() throws {
    let old = try queue.add("failed", error: "no", tags: #"["a"]"#, created: "-3 days")
    let new = try queue.add("failed", error: "no", tags: #"["a","b"]"#)
    let other = try queue.add("completed", tags: #"["b"]"#)
    let queued = try queue.add("queued", model: "wavespeed-ai/veo2-i2v")

    func ids(_ words: String...) throws -> [Int64] {
      let words = ["list", "--json", "--db", queue.path] + words
      let text = try Program.run(try Program.built("wavespool"), words).stdout
      return try JSON(parsing: text).array?.compactMap { $0["id"]?.int } ?? []
    }
    #expect(try ids("--status", "failed") == [new, old])
    #expect(try ids("--status", "failed,completed", "--tag", "b") == [other, new])
    #expect(try ids("--status", "failed", "--since", "1d") == [new])
    #expect(try ids("--since", "2000-01-01", "--model", "veo2-i2v") == [queued])
    #expect(try ids("--tag", "a", "--limit", "1") == [new])
    #expect(try ids("--status", "running") == [])
  }

  @Test func `every queued job is found by its status, whatever it waits for`() throws {
    let ready = try queue.add("queued")
    let later = try queue.add("queued")
    let dear = try queue.add("queued")
    let both = try queue.add("queued")
    try queue.sql(
      """
      UPDATE jobs SET run_after = datetime('now', '+1 hour') WHERE id IN (\(later), \(both));
      UPDATE jobs SET waits_for = 'budget', revision = 2 WHERE id IN (\(dear), \(both));
      """)
    let found = try queue.json("list", "--status", "queued").array?.compactMap { $0["id"]?.int }
    #expect(found == [both, dear, later, ready])
    #expect(try queue.json("status")["queue"]?["queued"]?.int == 4)
    let asked = try queue.run("cancel", "--status", "queued")
    #expect(asked.stderr.contains("4 queued jobs"))
  }

  @Test func `a job as JSON has the columns of its table, in their order`() throws {
    try queue.add("completed", outcome: "completed", prediction: "p")
    let connection = try Connection(path: queue.path, mode: .readWrite)
    let table = try connection.prepare("SELECT name FROM pragma_table_xinfo('jobs')")
    let columns = try table.rows { $0.text(0) }
    let job = try queue.json("list")[0]
    #expect(job?.object?.keys == columns)
    #expect(job?["outputs"] == ["https://example.com/out.mp4"])
    #expect(job?["created_at"]?.string?.hasSuffix("Z") == true)
    let header = try queue.run("list", "--csv").stdout.prefix { $0 != "\r\n" }
    #expect(header.split(separator: ",").map(String.init) == columns)
  }

  @Test func `text from outside is shown and never obeyed`() throws {
    try queue.add("failed", error: "bad \u{1b}[2J\nforged")
    let shown = try queue.run("list").stdout
    #expect(shown.contains("\\x1b[2J\\nforged"))
    #expect(try queue.run("list", "--json").stdout.contains("\\u001b[2J\\nforged"))
  }

  @Test(arguments: ["40", "80", "20"])
  func `no line is wider than the terminal`(columns: String) throws {
    try queue.add("failed", error: String(repeating: "long ", count: 50))
    let shown = try queue.run("list", environment: ["COLUMNS": columns])
    #expect(shown.lines.count == 2)
    for line in shown.lines { #expect(line.count <= Int(columns) ?? 0) }
  }

  @Test func `without a database it says so`() throws {
    let ended = try Program.run(
      try Program.built("wavespool"), ["list", "--db", queue.directory.file("none.db")])
    #expect(ended.code == 6 && ended.stderr.contains("no database"))
  }
}
