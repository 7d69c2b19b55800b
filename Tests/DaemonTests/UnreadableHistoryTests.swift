import Daemon
import JSON
import SQLite
import Spool
import Testing
import WaveSpeed

@Suite struct `A lost answer, where the history cannot be read,` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.network.scriptLooks()
  }

  /// What the history shows from now on; what it says to those who ask for inputs.
  private func show(_ items: String, orWithInputs trouble: Answer.Result? = nil) {
    rehearsal.network.script = { sent in
      if let trouble, sent.asksForInputs { return (trouble, .milliseconds(5)) }
      return switch sent.exchange {
      case .history: (replied(200, #"{"data":{"page":1,"items":[\#(items)]}}"#), .milliseconds(5))
      case .billing: (noBills, .milliseconds(5))
      case .poll: (completed("p1"), .milliseconds(5))
      case .submit, .balance, .quote, .comparison, .bills, .place: nil
      }
    }
  }

  private func breakDown() {
    rehearsal.network.script = { sent in
      if case .history = sent.exchange { (replied(502), .milliseconds(5)) } else { nil }
    }
  }

  private func item(inputs: String? = exampleInput(of: "")) -> String {
    let shown = inputs.map { #","inputs":\#($0)"# } ?? ""
    return #"{"id":"p1","model":"wavespeed/kissing-pro","status":"processing","#
      + #""created_at":"\#(rehearsal.clock.wall.rfc3339)"\#(shown)}"#
  }

  @discardableResult
  private func lose() throws -> AttemptID {
    let attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), lostOnTheWay)
    return attempt
  }

  private func needsPerson() throws -> String? {
    try rehearsal.shell.text("SELECT needs_person FROM attempts")
  }

  /// A history that is too large to be sent with inputs, or that breaks on them.
  @Test(arguments: [
    replied(500), .failed("the reply of api.test is larger than allowed", mayHaveArrived: true),
    replied(403, #"{"message":"no inputs for this account"}"#),
  ])
  func `is found without inputs`(trouble: Answer.Result) throws {
    show(item(inputs: nil), orWithInputs: trouble)
    let attempt = try lose()
    let next = try rehearsal.insert()
    rehearsal.run(for: .seconds(30))

    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
    #expect(rehearsal.network.submissions.last?.job == next)
  }

  @Test func `is still found by its inputs when the trouble was short`() throws {
    let made = item()
    breakDown()
    let attempt = try lose()
    rehearsal.run(for: .seconds(2))
    show(made, orWithInputs: nil)
    rehearsal.run(for: .seconds(10))

    let looks = rehearsal.network.sent.filter { $0.exchange == .history(kissingPro) }
    #expect(looks.count == 3, "the first of them in vain, the last for another page")
    #expect(looks.count { $0.asksForInputs } == 3)
    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
  }

  @Test func `is a person's after ten minutes, and looked for on`() throws {
    let made = item()
    breakDown()
    let attempt = try lose()
    rehearsal.run(for: .seconds(500))
    #expect(try needsPerson() == nil, "a few bad minutes need nobody")

    rehearsal.run(for: .seconds(1000))
    let words = try #require(try needsPerson())
    #expect(words.hasPrefix("the API's history could not be looked at, "))
    #expect(words.hasSuffix(" times in a row: 502 Bad Gateway (empty reply)"))

    show(made)
    rehearsal.run(for: .seconds(400))
    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
    #expect(try needsPerson() == nil)
  }

  @Test func `is a person's no more once a look is answered, though it shows nothing`() throws {
    breakDown()
    try lose()
    rehearsal.run(for: .seconds(1500))
    #expect(try needsPerson() != nil)

    show("")
    rehearsal.run(for: .seconds(400))
    #expect(try needsPerson() == nil)
  }
}

extension ScriptedNetwork.Sent {
  fileprivate var asksForInputs: Bool {
    (try? JSON(parsing: request.body))?["include_inputs"] == true
  }
}

private let kissingPro = ModelName("wavespeed/kissing-pro")
private let noBills = replied(200, #"{"data":{"page":1,"has_more":false,"items":[]}}"#)
