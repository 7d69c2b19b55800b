import JSON
import Testing

@Suite struct `The ledger` {
  private let simulator: RunningSimulator

  init() throws {
    simulator = try RunningSimulator()
  }

  @Test func `knows each prediction by what was sent`() throws {
    let id = try simulator.submit(prompt: "one").data["id"]

    let entry = try simulator.ledger()["predictions"]?[0]

    #expect(entry?["id"] == id)
    #expect(entry?["model"] == "wavespeed-ai/veo2-i2v")
    #expect(entry?["path"] == "/api/v3/wavespeed-ai/veo2-i2v")
    #expect(entry?["body"] == #"{"image":"https://example.com/a.png","prompt":"one"}"#)
    #expect(entry?["input"]?["prompt"] == "one")
    #expect(entry?["charged"] == 1.25)
    #expect(entry?["status"] == "completed")
  }

  @Test func `sees a body that was accepted twice, and only that`() throws {
    for prompt in ["a", "b", "a", "[sim:submit=500]"] { _ = try simulator.submit(prompt: prompt) }
    _ = try simulator.submit("vidu/image-to-video-2.0", version: 2, prompt: "b")

    let ledger = try simulator.ledger()

    #expect(ledger["counters"]?["posts"] == 5)
    #expect(ledger["counters"]?["accepted"] == 4)
    #expect(ledger["counters"]?["duplicates"] == 1)
    #expect(ledger["duplicates"]?.array?.count == 1)
    #expect(ledger["duplicates"]?[0]?["accepted"] == 2)
    #expect(ledger["duplicates"]?[0]?["first"] == ledger["predictions"]?[0]?["id"])
  }

  @Test(arguments: [
    ("end=failed", 1.25), ("fail=1403 it broke", 1.25), ("end=timeout", 1.25),
    ("fail=1200 moderated", 0), ("fail=1400 wrong", 0), ("fail=1402 no picture", 0),
    ("end=cancelled", 0), ("end=completed", 0),
  ])
  func `pays back failures of the service, and nothing else`(
    marker: String, refund: Double
  ) throws {
    _ = try simulator.submit(prompt: "[sim:\(marker)]")

    #expect(try simulator.counter("charged") == 1.25)
    #expect(try simulator.counter("refunded") == refund)
    #expect(try simulator.ledger()["predictions"]?[0]?["refunded"]?.double == refund)
  }

  @Test func `counts what is in flight at once, over all and by model`() throws {
    for number in 1...3 { _ = try simulator.submit(prompt: "[sim:stuck] \(number)") }
    _ = try simulator.submit("vidu/image-to-video-2.0", version: 2, prompt: "quick")
    _ = try simulator.submit("vidu/image-to-video-2.0", version: 2, prompt: "quick too")

    let counters = try simulator.ledger()["counters"]

    #expect(counters?["in_flight"] == 3)
    #expect(counters?["max_in_flight"] == 4)
    #expect(
      counters?["max_in_flight_by_model"]
        == ["wavespeed-ai/veo2-i2v": 3, "vidu/image-to-video-2.0": 1])
    #expect(counters?["max_posts_per_minute"] == 5)
  }

  @Test func `is empty after a reset, and old names are not found`() throws {
    let id = try simulator.submit().data["id"]?.string ?? ""

    #expect(try simulator.exchange("POST", "/sim/reset", []).status == 200)

    #expect(try simulator.ledger()["predictions"] == [])
    #expect(try simulator.counter("charged") == 0)
    _ = try simulator.submit()
    #expect(try simulator.poll(id).status == 404)
  }
}
