import Daemon
import Spool
import SQLite
import Store
import TestSupport
import Testing
import WaveSpeed

@Suite struct `A prediction of which no poll says anything` {
  let rehearsal: Rehearsal
  var attempt: AttemptID

  init() throws {
    rehearsal = try Rehearsal()
    attempt = try rehearsal.running()
  }

  @Test(arguments: [
    Answer.Result.failed("the reply of api.test is larger than allowed", mayHaveArrived: true),
    replied(502, "Bad Gateway"), replied(404, #"{"message":"not found"}"#),
  ])
  func `is told of once, in the log and to whoever asks for its reason`(
    trouble: Answer.Result
  ) throws {
    answerPolls { trouble }
    rehearsal.run(for: .seconds(60))
    #expect(!rehearsal.diary.text.contains("no poll of a prediction is answered"))
    #expect(try silence() == nil)

    rehearsal.run(for: .seconds(6 * 3600))
    let told = rehearsal.diary.text.split(separator: "\n")
      .filter { $0.contains("no poll of a prediction is answered") }
    #expect(told.count == 1 && told[0].contains("prediction=p1"))
    #expect(try silence()?.reason.isEmpty == false)
    #expect(try rehearsal.standing(attempt.job) == "running accepted 1")
    #expect(try rehearsal.job(attempt.job).prediction?.text == "p1")
  }

  @Test func `is told of no longer once it is answered again`() throws {
    answerPolls { replied(502, "Bad Gateway") }
    rehearsal.run(for: .seconds(600))
    #expect(try silence() != nil)

    answerPolls { predicted("p1", "created") }
    rehearsal.run(for: .seconds(120))
    #expect(try silence() == nil)
  }

  private func silence() throws -> Silence? {
    try rehearsal.store.reading { () throws(SQLiteError) in
      try rehearsal.store.situation(of: attempt.job, at: rehearsal.clock.wall)?.silence
    }
  }

  private func answerPolls(_ answer: @escaping () -> Answer.Result) {
    rehearsal.network.script = { sent in
      guard case .poll = sent.exchange else { return nil }
      return (answer(), after: .milliseconds(5))
    }
  }
}
