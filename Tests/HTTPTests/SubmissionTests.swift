import HTTP
import TestSupport
import Testing

@Suite struct `A submission` {
  let client = Client.forTests()

  @Test func `arrives as it was written, without headers of libcurl's own`() throws {
    let server = try ScriptedServer([.read, .reply("{\"code\":200}")])

    let reply = try client.reply(to: .submit(server.url + "/api/v3/x?a=b", body: "{\"n\": 1.0}"))

    #expect(reply.status == 200)
    #expect(reply.text == "{\"code\":200}")
    let request = try #require(server.requests.first)
    #expect(request.line == "POST /api/v3/x?a=b HTTP/1.1")
    #expect(request.text == "{\"n\": 1.0}")
    #expect(request.header("Content-Type") == "application/json")
    #expect(request.header("User-Agent") == "wavespool-tests")
    #expect(request.header("Expect") == nil)
  }

  // libcurl announces a body of over a megabyte with `Expect: 100-continue`, and then waits.
  @Test func `of a large picture goes out at once`() throws {
    let body = String(repeating: "picture ", count: 300_000)
    let server = try ScriptedServer([.read, .reply()])

    _ = try client.reply(to: .submit(server.url, body: body))

    #expect(server.requests.first?.header("Expect") == nil)
    #expect(server.requests.first?.bodyBytes == body.utf8.count)
  }

  @Test func `that the server reads and drops without a byte is seen exactly once`() throws {
    let server = try ScriptedServer([.read, .reply(), .read, .close], [.read, .close])
    _ = try client.reply(to: .poll(server.url))  // leaves a kept connection behind

    let failure = try client.failure(of: .submit(server.url))

    server.stop()
    #expect(failure.kind == .cut)
    #expect(failure.requestMayHaveArrived)
    #expect(server.connections == 2)
    #expect(server.requests.map(\.line) == ["GET / HTTP/1.1", "POST / HTTP/1.1"])
  }

  // Scar: this is what libcurl does to a POST on a kept connection, and why `.fresh` exists.
  @Test func `would be seen twice on a kept connection`() throws {
    let server = try ScriptedServer(
      [.read, .reply(), .read, .close], [.read, .reply("the second time")])
    _ = try client.reply(to: .poll(server.url))
    var request = Request.submit(server.url)
    request.connection = .reusable

    let reply = try client.reply(to: request)

    server.stop()
    #expect(reply.text == "the second time")
    #expect(server.requests.filter { $0.line.hasPrefix("POST") }.count == 2)
  }

  @Test func `never shares a connection with another, before or after`() throws {
    let server = try ScriptedServer([.read, .reply(), .again])

    for _ in 0..<3 { _ = try client.reply(to: .submit(server.url)) }
    _ = try client.reply(to: .poll(server.url))

    #expect(server.requests.map(\.connection) == [0, 1, 2, 3])
  }

  @Test func `to a port where nobody listens has not left`() throws {
    let gone = try portThatWasFreed()

    let failure = try client.failure(of: .submit("http://127.0.0.1:\(gone)"))

    #expect(failure.kind == .connect)
    #expect(!failure.requestMayHaveArrived)
    #expect(failure.message.contains("127.0.0.1"))
  }

  @Test func `to a name that does not exist has not left`() throws {
    let failure = try client.failure(of: .submit("http://nobody.invalid/"))

    #expect(failure.kind == .resolve)
    #expect(!failure.requestMayHaveArrived)
  }

  @Test func `that is reset after it was read may have arrived`() throws {
    let server = try ScriptedServer([.read, .reset])

    let failure = try client.failure(of: .submit(server.url))

    #expect(failure.kind == .cut)
    #expect(failure.requestMayHaveArrived)
  }

  @Test func `that is never answered may have arrived`() throws {
    let answer = Gate()
    let server = try ScriptedServer([.read, .hold(answer), .reply()])

    let failure = try client.failure(of: .submit(server.url, within: .seconds(1)))

    answer.open()
    server.stop()
    #expect(failure.kind == .timeout)
    #expect(failure.requestMayHaveArrived)
    #expect(server.connections == 1)
  }

  @Test func `follows no redirect`() throws {
    let server = try ScriptedServer(
      [.read, .reply(status: 307, headers: ["Location: /elsewhere"]), .again])

    let reply = try client.reply(to: .submit(server.url))

    #expect(reply.status == 307)
    #expect(reply.headers["location"] == "/elsewhere")
    server.stop()
    #expect(server.requests.count == 1)
  }

  @Test func `with a line break in a header is not sent`() throws {
    let server = try ScriptedServer([.read, .reply()])
    var request = Request.submit(server.url)
    request.headers = [Header("Authorization", "Bearer s3cret\r\nX-Other: 1")]

    let failure = try client.failure(of: request)

    #expect(!failure.requestMayHaveArrived)
    #expect(!failure.message.contains("s3cret"))
    server.stop()
    #expect(server.connections == 0)
  }

  @Test(arguments: [
    "ftp://127.0.0.1/", "file:///etc/passwd", "127.0.0.1", "http://", "http://a:b@127.0.0.1/",
  ])
  func `to what is no plain web address is not sent`(url: String) throws {
    let failure = try client.failure(of: .submit(url))

    #expect(failure.kind == .other)
    #expect(!failure.requestMayHaveArrived)
  }

  @Test func `without TLS is refused unless that was allowed`() throws {
    let server = try ScriptedServer([.read, .reply()])
    var request = Request.submit(server.url)
    request.allowedProtocols = .httpsOnly

    let failure = try client.failure(of: request)

    server.stop()
    #expect(!failure.requestMayHaveArrived)
    #expect(server.connections == 0)
  }
}

/// A port that a server had and has given back.
private func portThatWasFreed() throws -> UInt16 {
  let server = try ScriptedServer([.close])
  return server.port
}
