import JSON
import Testing

@Suite struct `A prediction` {
  private let simulator: RunningSimulator

  init() throws {
    simulator = try RunningSimulator()
  }

  @Test func `ends completed, with files, flags and timings`() throws {
    let data = try simulator.result(of: "a man bows")

    let id = try #require(data["id"]?.string)
    #expect(data["status"] == "completed")
    #expect(data["outputs"]?.array?.count == 1)
    #expect(
      data["outputs"]?[0]?.string == "http://127.0.0.1:\(simulator.port)/outputs/\(id)/0.mp4")
    #expect(data["has_nsfw_contents"] == [false])
    #expect(data["timings"]?["inference"] == 1)
    #expect(data["error"] == "")
  }

  @Test(.timeLimit(.minutes(1)))
  func `passes from created through processing to completed`() async throws {
    let id = try simulator.submit(prompt: "[sim:latency=400ms]").data["id"]?.string ?? ""

    var seen = ["created"]
    try await simulator.wait { simulator in
      let status = try #require(try simulator.poll(id).data["status"]?.string)
      if status != seen.last { seen.append(status) }
      return status == "completed"
    }

    #expect(seen == ["created", "processing", "completed"])
    #expect(try simulator.poll(id).data["timings"]?["inference"] == 360)
  }

  @Test func `that nobody knows is not found`() throws {
    let id = try simulator.submit().data["id"]?.string ?? ""
    let invented = id.dropLast() + (id.hasSuffix("0") ? "1" : "0")

    #expect(try simulator.poll(String(invented)).status == 404)
    #expect(try simulator.poll("123").status == 404)
    #expect(try simulator.poll(id).status == 200)
  }

  @Test(arguments: [
    ("completed", "completed"), ("failed", "failed"), ("timeout", "timeout"),
    ("cancelled", "cancelled"), ("canceled", "canceled"), ("deleted", "deleted"),
  ])
  func `ends in every way there is`(end: String, status: String) throws {
    let data = try simulator.result(of: "[sim:end=\(end)]")

    #expect(data["status"]?.string == status)
    #expect((data["error"]?.string == "") == (end == "completed"))
    #expect((data["outputs"] == []) == (end != "completed"))
  }

  @Test func `fails with the code and the words that were asked for`() throws {
    let data = try simulator.result(of: "[sim:fail=1200 content, moderated]")

    #expect(data["status"] == "failed")
    #expect(data["code"] == 1200)
    #expect(data["error"] == "content, moderated")
  }

  @Test func `can fail once, and be well when it is tried again`() throws {
    let statuses = try (1...3).map { _ in
      try simulator.result(of: "[sim:once] [sim:fail=1403 bad luck]")["status"]
    }

    #expect(statuses == ["failed", "completed", "completed"])
  }

  @Test func `that is stuck never ends, under whatever name`() throws {
    #expect(try simulator.result(of: "[sim:stuck]")["status"] == "created")
    let odd = try simulator.result(of: "[sim:stuck] [sim:status=queued_somewhere]")
    #expect(odd["status"] == "queued_somewhere")
    #expect(try simulator.counter("in_flight") == 2)
  }

  @Test(arguments: [
    ("nsfw", "[true]"), ("nsfw=yes", "[true]"), ("nsfw=no", "[false]"), ("nsfw=null", "null"),
    ("nsfw=strings", "[\"false\"]"), ("nsfw=empty", "[]"), ("nsfw=absent", nil),
  ])
  func `shows its flags in every form`(marker: String, flags: String?) throws {
    let data = try simulator.result(of: "[sim:\(marker)]")

    #expect(data["has_nsfw_contents"]?.text == flags)
  }

  @Test func `shows its outputs in every form`() throws {
    func outputs(_ marker: String) throws -> JSON? {
      try simulator.result(of: "[sim:outputs=\(marker)]")["outputs"]
    }

    #expect(try outputs("string")?.string?.hasSuffix("/0.mp4") == true)
    #expect(try outputs("objects")?[0]?["url"]?.string?.hasSuffix("/0.mp4") == true)
    #expect(try outputs("null") == .null)
    #expect(try outputs("empty") == [])
    #expect(try outputs("0") == [])
    #expect(try outputs("3")?.array?.count == 3)
    #expect(try outputs("png")?[0]?.string?.hasSuffix("/0.png") == true)
  }

  @Test func `with a marker that cannot be read is refused, in words`() throws {
    let answer = try simulator.submit(prompt: "[sim:end=well]")

    #expect(answer.status == 400)
    #expect(answer.text.contains("no end: 'well'"))
    #expect(try simulator.counter("accepted") == 0)
  }
}
