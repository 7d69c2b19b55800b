import JSON
import TestSupport
import Testing

@Suite struct `Settling an uncertain job` {
  let queue: QueueUnderTest
  let id: Int64

  init() throws {
    queue = try QueueUnderTest()
    id = try queue.add("uncertain", outcome: "uncertain", error: "the answer was lost")
  }

  private func job() throws -> String? {
    try queue.text(
      """
      SELECT status || ' ' || attempts || '/' || max_attempts || ' ' || coalesce(prediction_id, '-')
        || ' ' || (SELECT outcome FROM attempts) || ' ' || actor FROM jobs WHERE id = \(id)
      """)
  }

  private func event() throws -> String? {
    try queue.text(
      "SELECT kind || ' ' || to_status || ' ' || actor FROM events ORDER BY id DESC LIMIT 1")
  }

  @Test func `an adopted prediction is the job's, and runs`() throws {
    let ended = try queue.run("resolve", "\(id)", "--adopt", "pred-9")
    #expect(ended.code == 0 && ended.stderr.contains("running as prediction pred-9"))
    #expect(try job() == "running 1/3 pred-9 accepted cli")
    #expect(try event() == "adopted running cli")
    #expect(try queue.number("SELECT remote_status IS NULL FROM jobs") == 1)
  }

  @Test func `a prediction that was named by mistake can be named once more`() throws {
    _ = try queue.run("resolve", "\(id)", "--adopt", "pred")
    let explained = try queue.run("explain", "\(id)").stdout
    #expect(explained.contains("the API has told") && !explained.contains("the API accepted it"))
    #expect(explained.contains("resolve \(id) --adopt PREDICTION"))

    #expect(try queue.run("resolve", "\(id)", "--adopt", "pred-9").code == 0)
    #expect(try job() == "running 1/3 pred-9 accepted cli")
    try queue.sql("UPDATE jobs SET remote_status = 'processing', revision = revision + 1")
    #expect(try queue.run("resolve", "\(id)", "--adopt", "pred-8").code == 1)
  }

  @Test(arguments: [" pred-9", "pred 9", "pred\u{1b}[31m", "pred\n"])
  func `an id is one word`(text: String) throws {
    let ended = try queue.run("resolve", "\(id)", "--adopt", text)
    #expect(ended.code == 2 && ended.stderr.contains("neither spaces nor control characters"))
    #expect(try job()?.hasPrefix("uncertain") == true)
  }

  @Test func `resubmitting authorises one more attempt`() throws {
    try queue.sql("UPDATE jobs SET max_attempts = 1")
    #expect(try queue.run("resolve", "\(id)", "--resubmit").code == 0)
    #expect(try job() == "queued 1/2 - given_up cli")
    #expect(try event() == "resubmitted queued cli")
  }

  @Test func `giving up lets it fail`() throws {
    #expect(try queue.run("resolve", "\(id)", "--give-up").code == 0)
    #expect(try job() == "failed 1/3 - given_up cli")
    #expect(try queue.text("SELECT error FROM jobs")?.contains("given up") == true)
  }

  @Test func `a prediction of another attempt is not taken`() throws {
    let other = try queue.add("running", outcome: "accepted", prediction: "pred-9")
    let before = try queue.number("SELECT sum(revision) FROM jobs")
    let ended = try queue.run("resolve", "\(id)", "--adopt", "pred-9")
    #expect(ended.code == 1 && ended.stderr.contains("belongs to job \(other)"))
    #expect(try queue.number("SELECT sum(revision) FROM jobs") == before)
  }

  @Test(arguments: ["queued", "running", "completed", "failed", "cancelled"])
  func `a job that is not uncertain is left alone`(status: String) throws {
    let other = try queue.add(status)
    let ended = try queue.run("resolve", "\(other)", "--give-up")
    #expect(ended.code == 1 && ended.stderr.contains("is \(status), not uncertain"))
    #expect(try queue.number("SELECT revision FROM jobs WHERE id = \(other)") == 1)
  }

  private func cancelled() throws -> Int64 {
    try queue.add("cancelled", outcome: "uncertain")
  }

  private func standing(_ job: Int64) throws -> String? {
    try queue.text(
      """
      SELECT status || ' ' || attempts || ' ' || outcome || ' ' || coalesce(jobs.prediction_id, '-')
      FROM jobs JOIN attempts ON job_id = id WHERE id = \(job)
      """)
  }

  @Test func `what a cancelled job has left behind can be given up, and it stays cancelled`() throws
  {
    let job = try cancelled()
    let ended = try queue.run("resolve", "\(job)", "--give-up")
    #expect(ended.code == 0 && ended.stderr.contains("stays cancelled"))
    #expect(try standing(job) == "cancelled 1 given_up -")
    #expect(try queue.run("resolve", "\(job)", "--give-up").code == 1, "there is nothing left")
  }

  @Test func `what a cancelled job has left behind can be adopted, and it stays cancelled`() throws
  {
    let job = try cancelled()
    let answer = try queue.json("resolve", "\(job)", "--adopt", "pred-9")
    #expect(answer["from_status"] == "cancelled" && answer["status"] == "cancelled")
    #expect(try standing(job) == "cancelled 1 accepted pred-9")
    #expect(
      try queue.text("SELECT kind || ' ' || coalesce(to_status, '-') FROM events ORDER BY id DESC")
        == "adopted -")
  }

  @Test func `a cancelled job is not submitted once more`() throws {
    let job = try cancelled()
    let ended = try queue.run("resolve", "\(job)", "--resubmit")
    #expect(ended.code == 1 && ended.stderr.contains("is cancelled"))
    #expect(ended.stderr.contains("wavespool retry \(job)"))
    #expect(try standing(job) == "cancelled 1 uncertain -")
  }

  @Test func `explain names the ways that are open for a cancelled job`() throws {
    let job = try cancelled()
    let said = try queue.run("explain", "\(job)").stdout
    #expect(said.contains("resolve \(job) --adopt PREDICTION"))
    #expect(said.contains("resolve \(job) --give-up"))
    #expect(!said.contains("--resubmit"))
  }

  @Test func `one way has to be named, and the job has to exist`() throws {
    #expect(try queue.run("resolve", "\(id)").code == 2)
    #expect(try queue.run("resolve", "99", "--give-up").code == 3)
  }
}
