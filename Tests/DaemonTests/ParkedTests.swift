import Daemon
import Spool
import SQLite
import Store
import Testing

@Suite struct `A prediction that has run for a day` {
  @Test func `and turns out to be another's holds a slot again, and gives it back once`() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.limit(inFlight: 1)
    let lost = try rehearsal.submitted()
    rehearsal.answer(.submit(lost), lostOnTheWay)
    try rehearsal.settle(lost.job, .adopt(PredictionID("p1")))
    try rehearsal.sql("UPDATE attempts SET adopted = 1")
    rehearsal.network.script = { sent in
      guard case .poll = sent.exchange else { return nil }
      return (predicted("p1", "processing"), after: .milliseconds(5))
    }
    rehearsal.run(for: .seconds(86_500))
    let owner = try rehearsal.submitted()
    #expect(rehearsal.network.submissions == [lost, owner], "it is parked, and others may go")

    // A direct answer outranks what was only found.
    rehearsal.answer(.submit(owner), accepted("p1"))
    #expect(try rehearsal.standing(lost.job) == "uncertain uncertain 1")
    rehearsal.network.script = { sent in
      guard case .poll = sent.exchange else { return nil }
      return (completed("p1"), after: .milliseconds(5))
    }
    let next = try rehearsal.insert()
    rehearsal.run(for: .seconds(100))
    #expect(try rehearsal.standing(owner.job) == "completed completed 1")
    #expect(try rehearsal.standing(next) == "queued - 0", "the uncertain one holds the only slot")

    try rehearsal.settle(lost.job, .giveUp)
    rehearsal.run(for: .seconds(100))
    #expect(rehearsal.network.submissions.last?.job == next)
  }
}
