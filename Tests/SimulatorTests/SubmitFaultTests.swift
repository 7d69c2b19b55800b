import JSON
import Testing

/// Each fault on the wire, seen from a socket without an HTTP library, and beside it what the
/// ledger says: whether money was spent.
@Suite struct `A submission that goes wrong` {
  private let simulator: RunningSimulator

  init() throws {
    simulator = try RunningSimulator()
  }

  private func received(_ effect: String) throws -> Wire.Received {
    let wire = try Wire(simulator.port)
    try wire.ask(
      "POST", "/api/v3/a/b", ["Authorization: Bearer key", "Connection: close"],
      body: #"{"prompt":"[sim:submit=\#(effect)]"}"#)
    return try wire.readToEnd()
  }

  private func isCharged() throws -> Bool { try simulator.counter("accepted") == 1 }

  @Test(arguments: [("close", false), ("cut-after", true), ("close-after", true)])
  func `is closed without a byte`(effect: String, charged: Bool) throws {
    #expect(try received(effect) == Wire.Received(bytes: [], end: .closed))
    #expect(try isCharged() == charged)
  }

  @Test(arguments: [("reset", false), ("reset-after", true)])
  func `is reset without a byte`(effect: String, charged: Bool) throws {
    #expect(try received(effect) == Wire.Received(bytes: [], end: .reset))
    #expect(try isCharged() == charged)
  }

  @Test(arguments: [("cut-headers", false), ("cut-headers-after", true)])
  func `is cut inside the headers`(effect: String, charged: Bool) throws {
    let received = try received(effect)

    #expect(received.text.hasPrefix("HTTP/1.1 \(charged ? 200 : 500) "))
    #expect(!received.text.contains("\r\n\r\n"))
    #expect(received.end == .closed)
    #expect(try isCharged() == charged)
  }

  @Test(arguments: [("cut-body", false), ("cut-body-after", true)])
  func `is cut inside the body`(effect: String, charged: Bool) throws {
    let received = try received(effect)

    let parts = received.text.split(separator: "\r\n\r\n")
    #expect(parts.count == 2)
    #expect(parts.last?.hasPrefix("{\"code\":") == true)
    #expect(parts.last?.hasSuffix("}") == false)
    #expect(throws: Answer.Incomplete.self) { try Answer(received) }
    #expect(try isCharged() == charged)
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [("hang", false), ("hang-after", true), ("late=1h", true)])
  func `is not answered while the connection stands`(effect: String, charged: Bool) async throws {
    let wire = try Wire(simulator.port)
    try wire.ask(
      "POST", "/api/v3/a/b", ["Authorization: Bearer key"],
      body: #"{"prompt":"[sim:submit=\#(effect)]"}"#)
    try await simulator.wait { try $0.counter("posts") == 1 }

    #expect(try isCharged() == charged)
    #expect(wire.isSilent)
  }

  @Test func `is answered late, and in full`() throws {
    let received = try received("late=20ms")

    #expect(received.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
  }

  @Test func `says more than it announced`() throws {
    #expect(try received("overlong after").text.hasSuffix("}}}and more"))
  }

  @Test(arguments: [
    ("400", 400, #"{"code":400,"message":"Bad Request"}"#),
    ("401", 401, #"{"code":401,"message":"Unauthorized"}"#),
    ("402", 402, #"{"code":402,"message":"Payment Required"}"#),
    ("403 msg", 403, #"{"msg":"Forbidden"}"#),
    ("404 detail", 404, #"{"detail":"Not Found"}"#),
    ("422 error", 422, #"{"error":"Unprocessable Entity"}"#),
    ("429 empty", 429, ""),
    (
      "400 code=1407 message=Insufficient credits", 400,
      #"{"code":1407,"message":"Insufficient credits"}"#
    ),
    (
      "500 nested code=5000 message=oh", 500,
      #"{"code":500,"message":"Internal Server Error","data":{"code":5000,"error":"oh"}}"#
    ),
    ("envelope=1400 message=wrong", 200, #"{"code":1400,"message":"wrong"}"#),
  ])
  func `is refused before it is created`(effect: String, status: Int, body: String) throws {
    let answer = try simulator.submit(prompt: "[sim:submit=\(effect)]")

    #expect(answer.status == status)
    #expect(answer.text == body)
    #expect(try !isCharged())
  }

  @Test(arguments: [502, 503, 504])
  func `meets a gateway that speaks HTML`(status: Int) throws {
    let answer = try simulator.submit(prompt: "[sim:submit=\(status)]")

    #expect(answer.status == status)
    #expect(answer.headers["content-type"] == "text/html")
    #expect(answer.text.contains("<h1>\(status) "))
    #expect(try !isCharged())
  }

  @Test(arguments: ["500-after", "502-after", "envelope=5000 after", "empty after"])
  func `is refused in words after it was charged`(effect: String) throws {
    let answer = try simulator.submit(prompt: "[sim:submit=\(effect)]")

    #expect(answer.data["id"] == nil)
    #expect(try isCharged())
  }

  @Test func `is accepted without an id, or with half an answer`() throws {
    #expect(try simulator.submit(prompt: "[sim:submit=noid]").data["id"] == "")
    #expect(try simulator.submit(prompt: "[sim:submit=truncated]").json == .null)
    #expect(try simulator.counter("accepted") == 2)
  }

  @Test func `is told when to come again, in seconds or as a date`() throws {
    let seconds = try simulator.submit(prompt: "[sim:submit=429 retry=7]")
    let date = try simulator.submit(prompt: "[sim:submit=429 retrydate=3600]")

    #expect(seconds.headers["retry-after"] == "7")
    #expect(date.headers["retry-after"]?.hasSuffix(" GMT") == true)
    #expect(date.headers["retry-after"] != date.headers["date"])
  }

  @Test func `goes wrong once also when the next try has another seed`() throws {
    let statuses = try (1...3).map { seed in
      try simulator.exchange(
        "POST", "/api/v3/a/b", body: #"{"seed":\#(seed),"prompt":"[sim:submit=500]"}"#
      ).status
    }

    #expect(statuses == [500, 200, 200])
  }

  @Test func `goes wrong once, or as often as it asks`() throws {
    let once = try (1...3).map { _ in
      try simulator.submit(prompt: "once [sim:submit=500]").status
    }
    let twice = try (1...3).map { _ in
      try simulator.submit(prompt: "twice [sim:submit=500*2]").status
    }

    #expect(once == [500, 200, 200])
    #expect(twice == [500, 500, 200])
  }
}
