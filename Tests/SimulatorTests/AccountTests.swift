import JSON
import Testing

@Suite struct `The account` {
  @Test func `has less after each charge, and in the end too little`() throws {
    let simulator = try RunningSimulator("--balance", "3")

    let statuses = try (1...3).map { try simulator.submit(prompt: "\($0)").status }
    let refusal = try simulator.submit(prompt: "4")

    #expect(statuses == [200, 200, 400])
    #expect(refusal.json["code"] == 1407)
    let balance = try simulator.exchange("GET", "/api/v3/balance")
    #expect(balance.data["balance"] == 0.5)
  }

  @Test func `may say so with a 402`() throws {
    let simulator = try RunningSimulator("--balance", "0", "--credit-refusal", "402")

    #expect(try simulator.submit().status == 402)
  }

  @Test func `gets its money back`() throws {
    let simulator = try RunningSimulator("--balance", "1.25")

    _ = try simulator.submit(prompt: "[sim:end=failed]")

    #expect(try simulator.exchange("GET", "/api/v3/balance").data["balance"] == 1.25)
  }

  @Test func `cannot hold more than its limit at once`() throws {
    let simulator = try RunningSimulator("--max-in-flight", "2")

    let statuses = try (1...3).map { try simulator.submit(prompt: "[sim:stuck] \($0)").status }
    let refusal = try simulator.submit(prompt: "[sim:stuck] 4")

    #expect(statuses == [200, 200, 429])
    #expect(refusal.json["message"] == "You have reached your concurrency limit")
    #expect(try simulator.counter("max_in_flight") == 2)
  }

  @Test func `cannot submit more than its limit in a minute`() throws {
    let simulator = try RunningSimulator("--per-minute", "2")

    #expect(try (1...3).map { try simulator.submit(prompt: "\($0)").status } == [200, 200, 429])
  }

  @Test func `can ask for prices and models`() throws {
    let simulator = try RunningSimulator()

    let price = try simulator.exchange(
      "POST", "/api/v3/model/price",
      body: #"{"model_id":"wavespeed-ai/open-video/image-to-video","#
        + #""inputs":{"resolution":"720p","duration":10}}"#)
    #expect(price.data == ["price": 0.4, "discounted_price": 0.4, "currency": "USD"])

    let models = try simulator.exchange("GET", "/api/v3/models").data
    #expect(models.array?.count == 5)
    let schema = models[2]?["api_schema"]?["api_schemas"]?[0]
    #expect(schema?["api_path"] == "/api/v2/vidu/image-to-video-2.0")
    #expect(schema?["request_schema"]?["required"] == ["image", "prompt"])
    #expect(schema?["request_schema"]?["properties"]?["seed"]?["maximum"] == 9_999_999_999)
  }

  @Test func `asks nothing without a key`() throws {
    let simulator = try RunningSimulator()

    for (method, path) in [
      ("GET", "balance"), ("GET", "models"), ("POST", "predictions"), ("POST", "billings/search"),
      ("POST", "model/price"), ("POST", "media/uploads"), ("POST", "media/upload/binary"),
      ("GET", "predictions/x/result"),
    ] {
      #expect(try simulator.exchange(method, "/api/v3/\(path)", []).status == 401, "\(path)")
    }
  }
}
