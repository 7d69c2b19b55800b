import JSON
import TestSupport
import Testing

@Suite struct `A poll that goes wrong` {
  private let simulator: RunningSimulator

  init() throws {
    simulator = try RunningSimulator()
  }

  private func statuses(_ marker: String, polls: Int = 4) throws -> [Int] {
    let id = try simulator.submit(prompt: "[sim:poll=\(marker)]").data["id"]?.string ?? ""
    return try (0..<polls).map { _ in try simulator.poll(id).status }
  }

  @Test func `is answered badly at first, then well`() throws {
    #expect(try statuses("502-html") == [502, 200, 200, 200])
    #expect(try statuses("404*3") == [404, 404, 404, 200])
    #expect(try statuses("429 retry=1*") == [429, 429, 429, 429])
  }

  @Test func `meets garbage, half an answer, a huge one`() throws {
    let id = try simulator.submit().data["id"]?.string ?? ""
    try simulator.addFault("poll nth=1: garbage\npoll nth=2: truncated\npoll nth=3: huge=2")

    let garbage = try simulator.poll(id)
    let truncated = try simulator.poll(id)
    let huge = try simulator.poll(id)

    #expect(garbage.status == 200)
    #expect(garbage.json == .null)
    #expect(garbage.body.contains(0xFF))
    #expect(truncated.json == .null)
    #expect(huge.body.count > 2 << 20)
    #expect(try simulator.poll(id).data["status"] == "completed")
  }

  @Test(arguments: [
    ("cut", Wire.End.closed), ("reset", .reset), ("cut-headers", .closed), ("cut-body", .closed),
  ])
  func `is cut`(effect: String, end: Wire.End) throws {
    let id = try simulator.submit(prompt: "[sim:poll=\(effect)]").data["id"]?.string ?? ""
    let wire = try Wire(simulator.port)
    try wire.ask(
      "GET", "/api/v3/predictions/\(id)/result", ["Authorization: Bearer key"])

    let received = try wire.readToEnd()

    #expect(received.end == end)
    #expect(throws: Answer.Incomplete.self) { try Answer(received) }
  }

  @Test func `trickles in, and is whole in the end`() throws {
    let id = try simulator.submit(prompt: "[sim:poll=slow=4000]").data["id"]?.string ?? ""

    #expect(try simulator.poll(id).data["status"] == "completed")
    let log = try simulator.exchange("GET", "/sim/requests?limit=1", []).json
    #expect(log["requests"]?[0]?["delivery"] == "slow")
  }

  @Test(.timeLimit(.minutes(1)))
  func `that nobody answers ends when its client leaves`() async throws {
    let id = try simulator.submit(prompt: "[sim:poll=hang*]").data["id"]?.string ?? ""
    let before = try simulator.openFiles()
    var wires = try (0..<20).map { _ in try Wire(simulator.port) }
    for wire in wires {
      try wire.ask("GET", "/api/v3/predictions/\(id)/result", ["Authorization: Bearer key"])
    }
    try await simulator.wait { try $0.counter("polls") == 20 }
    // A connection of an earlier exchange may just be closing: hence a little room.
    #expect(try simulator.openFiles() > before + 15)

    wires = []

    try await simulator.wait { try $0.openFiles() <= before + 5 }
  }

  @Test(.timeLimit(.minutes(1)))
  func `that nobody answers does not hold up the others, nor the end`() async throws {
    let id = try simulator.submit(prompt: "[sim:poll=hang*]").data["id"]?.string ?? ""
    let wires = try (0..<50).map { _ in try Wire(simulator.port) }
    for wire in wires {
      try wire.ask(
        "GET", "/api/v3/predictions/\(id)/result", ["Authorization: Bearer key"])
    }
    try await simulator.wait { try $0.counter("polls") == 50 }

    #expect(wires.allSatisfy { $0.isSilent })
    #expect(try simulator.stop().status == .exited(0))
  }
}
