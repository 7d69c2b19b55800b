import Daemon
import SQLite
import Spool
import Store
import Testing
import WaveSpeed

/// An answer was missing when the daemon died, and an older state of the database was put back.
@Suite struct `A restored database whose past self still had something on the wire` {
  let rehearsal: Rehearsal
  let model = "wavespeed/kissing-pro"
  let nothing = #"{"data":{"page":1,"items":[]}}"#

  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.network.isScripted = { if case .comparison = $0 { true } else { false } }
    show(nothing)
  }

  private func show(_ body: String, after wait: Duration = .milliseconds(5)) {
    rehearsal.network.script = { sent in
      guard case .comparison = sent.exchange else { return nil }
      return (replied(200, body), wait)
    }
  }

  private func showPaid() {
    show(
      #"{"data":{"items":[{"id":"p1","model":"\#(model)","status":"processing","#
        + #""inputs":\#(exampleInput(of: model))}]}}"#)
  }

  private var comparisons: Int {
    rehearsal.network.sent.count { if case .comparison = $0.exchange { true } else { false } }
  }

  private var pause: String {
    get throws { try rehearsal.shell.text("SELECT detail FROM pauses") ?? "" }
  }

  /// A job waits, of which a life before this one had sent something so long ago.
  private func restore(
    sent age: Duration, running span: Duration = .seconds(10)
  ) throws -> JobID {
    try rehearsal.sql("INSERT INTO pauses (scope, reason) VALUES ('', 'behind')")
    let job = try rehearsal.insert(model)
    rehearsal.outside.unanswered = rehearsal.clock.wall - age
    try rehearsal.restart()
    rehearsal.run(for: span)
    return job
  }

  @Test func `submits nothing before that must show, and then what did not`() throws {
    _ = try restore(sent: .seconds(30))
    #expect(comparisons == 1)
    #expect(!rehearsal.outlook.isQuiet, "something moves by itself")
    #expect(try pause.contains("it is compared once more at 20"))

    rehearsal.run(for: .seconds(550))
    #expect(rehearsal.network.submissions.isEmpty)
    rehearsal.run(for: .seconds(20))

    #expect(comparisons == 2)
    #expect(rehearsal.network.submissions.count == 1)
    #expect(try rehearsal.pauses().isEmpty)
  }

  @Test func `gives what shows late to the job that it was paid for`() throws {
    let job = try restore(sent: .zero)
    showPaid()
    rehearsal.run(for: .seconds(610))

    #expect(try rehearsal.standing(job) == "running accepted 1")
    #expect(rehearsal.network.submissions.isEmpty)
  }

  @Test func `waits for a person then, though the stranger was found at once`() throws {
    show(#"{"data":{"items":[{"id":"p1","model":"a/b","status":"completed"}]}}"#)
    _ = try restore(sent: .seconds(30))
    show(nothing)
    rehearsal.run(for: .seconds(700))

    #expect(rehearsal.network.submissions.isEmpty)
    #expect(try pause.contains("belong to no job here (table orphans): 1"))
  }

  /// Nobody could commit what the first reading showed before the time had come.
  @Test func `believes no reading that began before then`() throws {
    show(nothing, after: .seconds(9))
    let job = try restore(sent: .seconds(30), running: .seconds(5))
    try rehearsal.sql("BEGIN IMMEDIATE")
    rehearsal.run(for: .seconds(600))
    showPaid()
    try rehearsal.sql("ROLLBACK")
    rehearsal.run(for: .seconds(10))

    #expect(try rehearsal.standing(job) == "running accepted 1")
    #expect(rehearsal.network.submissions.isEmpty)
  }

  @Test func `waits no less when it dies meanwhile`() throws {
    _ = try restore(sent: .seconds(30))
    try rehearsal.restart()
    rehearsal.run(for: .seconds(500))

    #expect(rehearsal.network.submissions.isEmpty)
  }

  @Test func `goes on at once when that was long ago`() throws {
    _ = try restore(sent: .seconds(601))

    #expect(comparisons == 1)
    #expect(rehearsal.network.submissions.count == 1)
  }

  @Test func `waits ten minutes, and no longer, where its clock was set back`() throws {
    _ = try restore(sent: .seconds(-86_400))
    rehearsal.run(for: .seconds(600))

    #expect(rehearsal.network.submissions.count == 1)
  }
}

@Suite struct `What is kept outside of the database` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  @Test func `says since when an answer is missing, until it has come`() throws {
    let before = rehearsal.clock.wall
    let attempt = try rehearsal.submitted()
    let kept = try #require(rehearsal.outside.unanswered)
    #expect(kept >= before && kept <= rehearsal.clock.wall)

    rehearsal.answer(.submit(attempt), accepted("p1"))
    #expect(rehearsal.outside.unanswered == nil)
  }

  @Test func `says so until the answer is on record`() throws {
    let attempt = try rehearsal.submitted()
    try rehearsal.sql("BEGIN IMMEDIATE")
    rehearsal.answer(.submit(attempt), accepted("p1"))
    #expect(rehearsal.outside.unanswered != nil)

    try rehearsal.sql("ROLLBACK")
    rehearsal.run(for: .seconds(2))
    #expect(rehearsal.outside.unanswered == nil)
  }

  @Test func `moves with the clock`() throws {
    _ = try rehearsal.submitted()
    let before = try #require(rehearsal.outside.unanswered)
    rehearsal.clock.setWall(by: .seconds(3600))
    rehearsal.run(for: .seconds(1))

    #expect(rehearsal.outside.unanswered == before + .seconds(3600))
  }

  @Test func `says so still where the answer was lost, in the next life too`() throws {
    let attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), .failed("timed out", mayHaveArrived: true))
    #expect(rehearsal.outside.unanswered != nil)

    try rehearsal.restart()
    #expect(rehearsal.outside.unanswered != nil)
  }

  /// By a bill, say: the history may show it later.
  @Test func `says so still where what was lost was found`() throws {
    let attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), .failed("timed out", mayHaveArrived: true))
    _ = try rehearsal.resolve(attempt.job, .adopt(PredictionID("p1")))
    rehearsal.run(for: .seconds(1))

    #expect(rehearsal.outside.unanswered != nil)
  }
}
