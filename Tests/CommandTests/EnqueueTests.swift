import Glibc
import JSON
import SQLite
import TestSupport
import Testing

@Suite struct `Queuing a job` {
  private let queue: Queue

  init() throws {
    queue = try Queue()
  }

  private func enqueue(_ words: String..., input: String? = nil) throws -> Program.Ended {
    try queue.run(["enqueue", "veo2-i2v"] + words, input: input)
  }

  @Test func `prints the id and nothing else`() throws {
    let ended = try queue.run(["enqueue", "veo2-i2v"] + veoInputs)

    #expect(ended.code == 0)
    #expect(ended.stdout == "1\n")
    #expect(
      ended.errorLines == [
        "No daemon serves \(queue.path): nothing is submitted until wavespoold runs."
      ])
  }

  @Test func `says nothing but the id when told to be quiet`() throws {
    let ended = try queue.run(["enqueue", "veo2-i2v", "--quiet"] + veoInputs)

    #expect(ended.stdout == "1\n")
    #expect(ended.stderr == "")
  }

  @Test(arguments: ["a/b/q.db", "./a/q.db"])
  func `makes no folder for a mistyped path`(path: String) throws {
    let ended = try queue.run(["enqueue", "veo2-i2v", "--db", path] + veoInputs)

    #expect(ended.code == 6)
    #expect(ended.errorLines[0].contains("of the database is not there (named by --db)"))
    #expect(!queue.directory.exists("a"))
    #expect(try queue.run(["enqueue", "veo2-i2v", "--db", "q.db"] + veoInputs).code == 0)
  }

  @Test func `types each value by the model's schema`() throws {
    try queue.wavespool(
      "enqueue", "open-video/image-to-video", "image=https://example.com/a.jpg", "prompt=7",
      "duration=8", "seed=-1")

    #expect(
      try queue.text("SELECT input FROM jobs")
        == #"{"image":"https://example.com/a.jpg","prompt":"7","duration":8,"seed":-1}"#)
  }

  @Test func `records what was asked for, who asked, and the known price`() throws {
    try queue.wavespool(
      "enqueue", "open-video/image-to-video", "image=https://example.com/a.jpg", "prompt=x",
      "duration=10", "resolution=720p", "--priority", "-4", "--tag", "a", "--tag", "b", "--tag",
      "a", "--key", "k", "--at", "2031-02-03 04:05", "--max-attempts", "1", "--max-price", "0.4")

    #expect(
      try queue.text(
        """
        SELECT model || '|' || status || '|' || priority || '|' || tags || '|' || dedup_key || '|'
          || run_after || '|' || max_attempts || '|' || max_price_usd || '|' || price_usd || '|'
          || revision || '|' || actor FROM jobs
        """) == """
          wavespeed-ai/open-video/image-to-video|queued|-4|["a","b"]|k|2031-02-03 04:05:00.000|1|\
          0.4|0.4|1|cli
          """)
    #expect(try queue.text("SELECT kind || actor || to_status FROM events") == "enqueuedcliqueued")
  }

  @Test func `refuses a price above the cap`() throws {
    let ended = try queue.wavespool(
      "enqueue", "open-video/image-to-video", "image=https://example.com/a.jpg", "prompt=x",
      "--max-price", "0.09")

    #expect(ended.code == 2)
    #expect(ended.errorLines[0].contains("costs $0.10 with this input, and --max-price is $0.09"))
    #expect(ended.errorLines[1].contains("--max-price 0.10"))
    #expect(!queue.isThere)
  }

  @Test func `refuses a price above the cap that only the API has named so far`() throws {
    try queue.wavespool("db", "migrate")
    try queue.execute(
      """
      INSERT INTO quotes (model, inputs, price_usd, at)
      VALUES ('wavespeed/kissing-pro', '{}', 1.25, '2026-01-01 00:00:00.000');
      """)
    let words = ["kissing-pro", "image=https://example.com/a.png"]
    let ended = try queue.run(["enqueue"] + words + ["--max-price", "1"])
    #expect(ended.code == 2 && ended.stderr.contains("costs $1.25 with this input"))
    #expect(try queue.jobs == 0)

    #expect(try queue.run(["enqueue"] + words + ["--max-price", "1.25"]).code == 0)
    let cheaper = try queue.wavespool("edit", "1", "--max-price", "1")
    #expect(cheaper.code == 2 && cheaper.stderr.contains("costs $1.25"))
    #expect(try queue.wavespool("show", "1").stdout.contains("$1.25 an attempt, at most $1.25"))

    let line =
      #"{"model":"kissing-pro","input":{"image":"https://example.com/a.png"},"max_price_usd":1}"#
    let imported = try queue.wavespool("import", "-", input: line)
    #expect(imported.code == 2 && imported.stderr.contains("costs $1.25, and max_price_usd is 1"))
  }

  @Test(arguments: [">/dev/full", ">&-"])
  func `names the queued job where its id cannot be written`(redirected: String) throws {
    let ended = try queue.wavespool(
      redirected: redirected, "enqueue", "veo2-i2v", veoInputs[0], veoInputs[1])

    #expect(ended.code == 1)
    #expect(ended.stderr.contains("cannot write the output"))
    #expect(ended.stderr.contains("Job 1 is queued all the same: do not queue it again."))
    #expect(try queue.jobs == 1)
  }

  @Test func `names the queued job where nobody reads its id`() throws {
    try #require(mkfifo(queue.directory.file("pipe"), 0o600) == 0)
    let ended = try queue.wavespool(
      redirected: "3<>pipe 4>pipe 3<&- >&4", "enqueue", "veo2-i2v", veoInputs[0], veoInputs[1])

    #expect(ended.stderr.contains("Job 1 is queued all the same"))
    #expect(try queue.jobs == 1)
  }

  @Test func `takes the inputs of a file, and prefers those of the command line`() throws {
    let object = #"{"prompt":"from the file","image":"https://example.com/a.jpg","duration":"7s"}"#
    let ended = try enqueue("--input", "-", "prompt=from the line", input: object)

    #expect(ended.code == 0)
    #expect(
      try queue.text("SELECT input FROM jobs")
        == #"{"prompt":"from the line","image":"https://example.com/a.jpg","duration":"7s"}"#)
  }

  @Test func `reads a text from a file without its last line end`() throws {
    try queue.directory.write("two\nlines\n", to: "prompt.txt")
    let ended = try enqueue(veoInputs[0], "prompt=@prompt.txt")

    #expect(ended.code == 0)
    #expect(try queue.text("SELECT input ->> 'prompt' FROM jobs") == "two\nlines")
  }

  @Test func `warns of what the model does poorly with, and queues it all the same`() throws {
    let ended = try queue.wavespool(
      "enqueue", "open-video/image-to-video", "image=https://example.com/a.webp", "prompt=x")

    #expect(ended.stdout == "1\n")
    #expect(ended.errorLines[0].hasPrefix("warning: image looks like WEBP"))
  }

  @Test func `waits for its moment`() throws {
    try queue.run(["enqueue", "veo2-i2v", "--after", "2h"] + veoInputs)
    try queue.run(["enqueue", "veo2-i2v", "--after", "0"] + veoInputs)
    try queue.run(["enqueue", "veo2-i2v", "--at", "2001-01-01"] + veoInputs)

    #expect(
      try queue.count(
        """
        SELECT count(*) FROM jobs WHERE id = 1
          AND abs((julianday(run_after) - julianday(created_at)) * 86400 - 7200) < 60
        """) == 1)
    #expect(try queue.count("SELECT count(*) FROM jobs WHERE id > 1 AND run_after IS NULL") == 2)
  }

  @Test func `shows a model's inputs, defaults, ranges and price`() throws {
    let ended = try queue.wavespool("enqueue", "open-video/image-to-video", "--help")

    #expect(ended.code == 0)
    for words in ["a whole number, 3 to 20; default 5", "480p, 720p or 1080p", "$0.02 (480p)"] {
      #expect(ended.stdout.contains(words))
    }
    #expect(!queue.isThere)
  }
}
