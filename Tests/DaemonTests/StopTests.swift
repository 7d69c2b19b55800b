import Daemon
import Spool
import Testing

@Suite struct `A daemon that is told to stop` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  @Test func `claims nothing more, and records the answers that are on their way`() throws {
    let first = try rehearsal.submitted()
    let second = try rehearsal.submitted()
    for _ in 0..<5 { try rehearsal.insert() }
    rehearsal.turn.isStopping = true
    rehearsal.run(for: .milliseconds(50))
    #expect(rehearsal.outlook.submissionsOnTheWire == 2)

    rehearsal.answer(.submit(first), completed("p1"))
    #expect(rehearsal.outlook.submissionsOnTheWire == 1)
    rehearsal.answer(.submit(second), accepted("p2"))

    #expect(rehearsal.outlook.submissionsOnTheWire == 0)
    #expect(!rehearsal.outlook.hasUnrecorded)
    #expect(try rehearsal.standing(first.job) == "completed completed 1")
    #expect(try rehearsal.standing(second.job) == "running accepted 1")
    #expect(rehearsal.network.submissions.count == 2)
  }

  @Test func `does not leave before the answer is on disk`() throws {
    let attempt = try rehearsal.submitted()
    rehearsal.turn.isStopping = true
    try rehearsal.sql("BEGIN IMMEDIATE")
    rehearsal.answer(.submit(attempt), accepted("p1"))
    #expect(rehearsal.outlook.submissionsOnTheWire == 0)
    #expect(rehearsal.outlook.hasUnrecorded)

    try rehearsal.sql("COMMIT")
    rehearsal.run(for: .seconds(2), heardAWrite: false)
    #expect(!rehearsal.outlook.hasUnrecorded)
    #expect(try rehearsal.standing(attempt.job) == "running accepted 1")
  }

  @Test func `waits without spinning for a submission that is slow`() throws {
    _ = try rehearsal.submitted()
    for _ in 0..<5 { try rehearsal.insert() }
    rehearsal.turn.isStopping = true
    #expect(rehearsal.run(for: .seconds(59)) < 200)
  }

  @Test func `leaves though a database cannot be written, when only polls were answered`() throws {
    let attempt = try rehearsal.running("p1")
    rehearsal.run(for: .seconds(5))
    try rehearsal.sql("BEGIN IMMEDIATE")
    rehearsal.answer(.poll(attempt), completed("p1"))
    rehearsal.turn.isStopping = true
    rehearsal.run(for: .seconds(1))
    #expect(rehearsal.outlook.hasUnrecorded)
    #expect(rehearsal.outlook.mayLeave, "the next start asks for it again")
  }

  @Test func `stays for the answer to a submission, and tells the log when it cannot be kept`()
    throws
  {
    let attempt = try rehearsal.submitted()
    rehearsal.turn.isStopping = true
    try rehearsal.sql("BEGIN IMMEDIATE")
    rehearsal.answer(.submit(attempt), accepted("p1"))
    rehearsal.run(for: .seconds(5))
    #expect(!rehearsal.outlook.mayLeave)

    rehearsal.turn.tellUnrecorded()
    #expect(rehearsal.diary.text.contains("not recorded"))
    #expect(rehearsal.diary.text.contains("prediction=p1"))
  }
}
