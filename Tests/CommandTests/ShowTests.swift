import JSON
import TestSupport
import Testing

@Suite struct `Showing a job` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  @Test func `everything about it is there`() throws {
    let id = try queue.add("completed", outcome: "completed", prediction: "pred-1")
    try queue.sql(
      """
      INSERT INTO outputs (job_id, position, url, nsfw, status, path, bytes)
      VALUES (\(id), 0, 'https://example.com/out.mp4', 1, 'saved', '/films/1-1.mp4', 1200)
      """)
    let shown = try queue.run("show", "\(id)").stdout
    for words in [
      "completed", "pred-1", "https://example.com/a.png", "/films/1-1.mp4", "1.2 kB",
      "NSFW", "$0.40", "enqueued",
    ] {
      #expect(shown.contains(words), "\(words) is missing in: \(shown)")
    }
    let job = try queue.json("show", "\(id)")
    #expect(job["attempts"]?[0]?["outcome"] == "completed")
    #expect(job["outputs"]?[0]?["path"] == "/films/1-1.mp4")
    #expect(job["events"]?[0]?["kind"] == "enqueued")
    #expect(job["id"]?.int == id)
  }

  @Test func `a cancelled job is not said to have worked longer than it took`() throws {
    let id = try queue.add("cancelled", outcome: "completed", prediction: "p")
    try queue.sql("UPDATE jobs SET inference_ms = 1800, revision = revision + 1")
    let text = try queue.run("show", "\(id)").stdout
    #expect(text.contains("2s at work") && !text.contains("of it"))
  }

  @Test(arguments: ["show", "explain"])
  func `a code that says all is well explains no failure`(command: String) throws {
    let id = try queue.add("failed", outcome: "failed", prediction: "p", error: "no outputs")
    try queue.sql("UPDATE jobs SET error_code = 200, revision = revision + 1")
    #expect(try !queue.run(command, "\(id)").stdout.contains("200)"))
    try queue.sql("UPDATE jobs SET error_code = 1403, revision = revision + 1")
    #expect(try queue.run(command, "\(id)").stdout.contains("1403)"))
  }

  @Test func `a job that does not exist is 3`() throws {
    let ended = try queue.run("show", "7")
    #expect(ended.code == 3 && ended.stdout == "" && ended.stderr.contains("no job 7"))
    let failure = try JSON(parsing: try queue.run("show", "7", "--json").stderr)
    #expect(failure["error"]?.string?.contains("no job 7") == true && failure["hint"] != nil)
  }
}
