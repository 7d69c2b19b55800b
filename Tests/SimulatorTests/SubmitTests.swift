import JSON
import Testing

@Suite struct `A submission` {
  private let simulator: RunningSimulator

  init() throws {
    simulator = try RunningSimulator()
  }

  @Test func `is answered with the envelope of the documents`() throws {
    let answer = try simulator.submit("vidu/image-to-video-2.0", version: 2)

    let id = try #require(answer.data["id"]?.string)
    #expect(answer.status == 200)
    #expect(answer.json["code"] == 200)
    #expect(answer.json["message"] == "success")
    #expect(answer.data["model"] == "vidu/image-to-video-2.0")
    #expect(answer.data["status"] == "created")
    #expect(answer.data["outputs"] == [])
    #expect(answer.data["has_nsfw_contents"] == [])
    #expect(answer.data["error"] == "")
    #expect(answer.data["executionTime"] == 0)
    #expect(answer.data["timings"] == ["inference": 0])
    #expect(
      answer.data["urls"]?["get"]?.string
        == "http://127.0.0.1:\(simulator.port)/api/v2/predictions/\(id)/result")
    #expect(answer.data["created_at"]?.string?.utf8.count == "2026-04-01T12:34:56.123456789Z".count)
    #expect(answer.headers["date"]?.hasSuffix(" GMT") == true)
  }

  @Test func `may name a model of several segments, whose flags are absent`() throws {
    let answer = try simulator.submit("wavespeed-ai/open-video/image-to-video")

    #expect(answer.data["model"] == "wavespeed-ai/open-video/image-to-video")
    #expect(answer.data["has_nsfw_contents"] == nil)
    #expect(answer.data["executionTime"] == nil)
  }

  @Test(arguments: [[], ["Authorization: Bearer "], ["Authorization: Basic abc"]])
  func `without a key is refused and not charged`(headers: [String]) throws {
    let answer = try simulator.exchange("POST", "/api/v3/a/b", headers, body: "{}")

    #expect(answer.status == 401)
    #expect(try simulator.counter("accepted") == 0)
  }

  @Test func `with another key than the one required is refused`() throws {
    let strict = try RunningSimulator("--key", "secret")

    #expect(try strict.submit().status == 401)
    let right = try strict.exchange(
      "POST", "/api/v3/a/b", ["Authorization: Bearer secret"], body: "{}")
    #expect(right.status == 200)
  }

  @Test(arguments: ["", "{", "[]", "\"text\"", "{} {}"])
  func `that is no JSON object is refused and not charged`(body: String) throws {
    let answer = try simulator.exchange("POST", "/api/v3/a/b", body: body)

    #expect(answer.status == 400)
    #expect(try simulator.counter("accepted") == 0)
  }

  @Test func `with misspelt inputs is accepted and billed all the same`() throws {
    let answer = try simulator.exchange(
      "POST", "/api/v3/wavespeed-ai/veo2-i2v", body: #"{"promt":"a typo"}"#)

    #expect(answer.status == 200)
    #expect(try simulator.counter("charged") == 1.25)
  }

  @Test func `is checked when strictness is asked for`() throws {
    let strict = try RunningSimulator("--strict")

    let missing = try strict.exchange(
      "POST", "/api/v3/wavespeed-ai/veo2-i2v", body: #"{"prompt":"no image"}"#)
    #expect(missing.status == 400)
    #expect(missing.json["code"] == 1400)
    #expect(try strict.submit("no/such-model").status == 404)
    #expect(try strict.submit("vidu/image-to-video-2.0", version: 3).status == 404)
    #expect(try strict.submit("vidu/image-to-video-2.0", version: 2).status == 200)
    #expect(try strict.counter("accepted") == 1)
  }

  @Test func `goes through on one connection again and again`() throws {
    let wire = try Wire(simulator.port)
    for number in 1...3 {
      try wire.ask(
        "POST", "/api/v3/a/b", ["Authorization: Bearer key"], body: "{\"n\":\(number)}")
      #expect(try wire.read(until: "}}}").contains(#""status":"created""#))
    }
    #expect(try simulator.counter("accepted") == 3)
  }

  @Test(arguments: [
    (#"{"resolution":"480p","duration":5}"#, 0.1),
    (#"{"resolution":"720p","duration":3}"#, 0.2),
    (#"{"resolution":"1080p","duration":20}"#, 1.2),
    (#"{"resolution":"1080p","duration":60}"#, 1.2),
    ("{}", 0.1),
  ])
  func `to open-video costs what its table says`(body: String, price: Double) throws {
    _ = try simulator.exchange(
      "POST", "/api/v3/wavespeed-ai/open-video/image-to-video", body: body)

    #expect(try simulator.counter("charged") == price)
  }
}
