import JSON
import Testing

@Suite struct `A fault rule` {
  private let simulator: RunningSimulator

  init() throws {
    simulator = try RunningSimulator()
  }

  private func statuses(_ count: Int, prompt: String = "same") throws -> [Int] {
    try (0..<count).map { number in
      try simulator.submit(prompt: prompt == "same" ? prompt : "\(prompt) \(number)").status
    }
  }

  @Test(arguments: [
    ("submit: 500", [500, 500, 500, 500]), ("submit nth=2: 500", [200, 500, 200, 200]),
    ("submit nth=2-3: 500", [200, 500, 500, 200]), ("submit nth=3-: 500", [200, 200, 500, 500]),
    ("submit every=2: 500", [200, 500, 200, 500]), ("submit times=1: 500", [500, 200, 200, 200]),
    ("submit p=0: 500", [200, 200, 200, 200]), ("submit p=1: 500", [500, 500, 500, 500]),
    ("any try=2: 500", [200, 500, 200, 200]), ("poll: 500", [200, 200, 200, 200]),
    ("submit model=*veo2*: 500", [500, 500, 500, 500]),
    ("submit model=vidu/*: 500", [200, 200, 200, 200]),
    ("submit prompt=sam nth=1: 500", [500, 200, 200, 200]),
    ("submit prompt=\"not: this\": 500", [200, 200, 200, 200]),
  ])
  func `chooses its requests`(rule: String, statuses expected: [Int]) throws {
    try simulator.addFault(rule)

    #expect(try statuses(4) == expected)
  }

  @Test func `counts the tries of each body for itself`() throws {
    try simulator.addFault("submit try=1: 500")

    #expect(try statuses(3, prompt: "other") == [500, 500, 500])
    #expect(try statuses(3, prompt: "other") == [200, 200, 200])
  }

  @Test func `draws the same chances from the same seed`() throws {
    let other = try RunningSimulator("--fault", "submit p=0.5: 500")
    try simulator.addFault("submit p=0.5: 500")

    let drawn = try statuses(30)

    #expect(Set(drawn) == [200, 500])
    #expect(try (0..<30).map { _ in try other.submit(prompt: "same").status } == drawn)
  }

  @Test func `can spoil the first try of every job`() throws {
    try simulator.addFault("job try=1: fail=1403 bad luck")

    let statuses = try ["a", "a", "b", "b"].map { try simulator.result(of: $0)["status"] }

    #expect(statuses == ["failed", "completed", "failed", "completed"])
  }

  @Test func `decides fates of jobs`() throws {
    try simulator.addFault("job prompt=bad: nsfw fail=1403 it broke")

    let bad = try simulator.result(of: "a bad one")

    #expect(bad["error"] == "it broke")
    #expect(bad["code"] == 1403)
    #expect(try simulator.result(of: "a good one")["status"] == "completed")
  }

  @Test func `can be listed, counted and taken away`() throws {
    try simulator.addFault(#"["submit nth=2: 500", "poll: 404"]"#)
    _ = try statuses(3)

    let faults = try simulator.exchange("GET", "/sim/faults", []).json["faults"]
    #expect(faults?[0] == ["rule": "submit nth=2: 500", "matched": 3, "fired": 1])
    #expect(faults?[1]?["matched"] == 0)
    #expect(try simulator.exchange("DELETE", "/sim/faults", []).json == ["faults": []])
  }

  @Test(arguments: [
    ("submit 500", "': ' is missing"), ("sumbit: 500", "not 'sumbit'"),
    ("submit nht=2: 500", "no condition: 'nht=2'"), ("submit p=2: 500", "no condition: 'p=2'"),
    ("submit: 5oo", "no effect: '5oo'"), ("submit:", "an effect is missing"),
    ("submit: late=soon", "no time: 'soon'"), ("job: nsfw=maybe", "no nsfw form: 'maybe'"),
    ("job:", "a fate is missing"),
  ])
  func `that cannot be read says why, and nothing changes`(rule: String, why: String) throws {
    let answer = try simulator.exchange(
      "POST", "/sim/faults", [], body: "submit: 500\n" + rule)

    #expect(answer.status == 400)
    #expect(answer.text.contains(why))
    #expect(try simulator.submit().status == 200)
  }
}
