import JSON
import Testing

@Suite struct `The history` {
  private func items(_ simulator: RunningSimulator, _ query: JSON) throws -> [JSON] {
    let answer = try simulator.exchange("POST", "/api/v3/predictions", body: query.text)
    return try #require(answer.data["items"]?.array)
  }

  @Test func `shows what was accepted though nobody was told, newest first`() throws {
    let simulator = try RunningSimulator()
    _ = try simulator.submit(prompt: "first [sim:submit=500-after]")
    _ = try simulator.submit("vidu/image-to-video-2.0", version: 2, prompt: "second")

    let found = try items(simulator, ["page": 1, "page_size": 10, "include_inputs": true])

    #expect(
      found.map { $0["model"]?.string } == ["vidu/image-to-video-2.0", "wavespeed-ai/veo2-i2v"])
    #expect(found.last?["input"]?["prompt"] == "first [sim:submit=500-after]")
    let ledger = try simulator.ledger()
    #expect(found.last?["id"] == ledger["predictions"]?[0]?["id"])
  }

  @Test func `comes in pages`() throws {
    let simulator = try RunningSimulator()
    for number in 1...5 { _ = try simulator.submit(prompt: "\(number)") }

    let pages = try (1...4).map { page -> [String?] in
      let query: JSON = [
        "page": .number(JSON.Number(page)), "page_size": 2, "include_inputs": true,
      ]
      return try items(simulator, query).map { $0["input"]?["prompt"]?.string }
    }

    #expect(pages == [["5", "4"], ["3", "2"], ["1"], []])
  }

  @Test func `can be narrowed by model, status and time`() throws {
    let simulator = try RunningSimulator()
    _ = try simulator.submit(prompt: "[sim:end=failed]")
    let moment = try simulator.submit("a/b", prompt: "later").data["created_at"] ?? .null
    func count(_ name: String, _ value: JSON) throws -> Int {
      let query = JSON.object(JSON.Object([("page", 1), ("page_size", 9), (name, value)]))
      return try items(simulator, query).count
    }

    #expect(try count("model", "a/b") == 1)
    #expect(try count("status", "failed") == 1)
    #expect(try count("status", "processing") == 0)
    #expect(try count("created_after", "2099-01-01T00:00:00Z") == 0)
    #expect(try count("created_before", "2099-01-01T00:00:00Z") == 2)
    #expect(try count("created_before", moment) == 2)
  }

  @Test(arguments: ["{}", #"{"page":1}"#, #"{"page":1,"page_size":101}"#, "[]", ""])
  func `wants its page and a size up to 100`(query: String) throws {
    let simulator = try RunningSimulator()

    #expect(try simulator.exchange("POST", "/api/v3/predictions", body: query).status == 400)
  }

  @Test func `lags behind and keeps inputs to itself when asked to`() throws {
    let late = try RunningSimulator("--history-delay", "1h")
    let silent = try RunningSimulator("--history-inputs", "never")
    let query: JSON = ["page": 1, "page_size": 9, "include_inputs": true]
    for simulator in [late, silent] { _ = try simulator.submit() }

    #expect(try items(late, query) == [])
    #expect(try items(silent, query).first?["input"] == nil)
  }

  @Test func `of billing shows deductions and refunds`() throws {
    let simulator = try RunningSimulator()
    let id = try simulator.submit(prompt: "[sim:end=failed]").data["id"]
    _ = try simulator.submit(prompt: "good")
    func bills(_ kind: String) throws -> JSON {
      let query: JSON = ["page": 1, "page_size": 9, "billing_type": .string(kind)]
      return try simulator.exchange("POST", "/api/v3/billings/search", body: query.text).data
    }

    let refunds = try bills("refund")

    #expect(try bills("deduct")["items"]?.array?.count == 2)
    #expect(refunds["items"]?.array?.count == 1)
    #expect(refunds["has_more"] == false)
    #expect(refunds["items"]?[0]?["price"] == 1.25)
    #expect(refunds["items"]?[0]?["prediction"]?["uuid"] == id)
  }

  @Test func `can fail like everything else`() throws {
    let simulator = try RunningSimulator("--fault", "history nth=1: 502")
    let query = #"{"page":1,"page_size":1}"#

    #expect(try simulator.exchange("POST", "/api/v3/predictions", body: query).status == 502)
    #expect(try simulator.exchange("POST", "/api/v3/predictions", body: query).status == 200)
  }
}
