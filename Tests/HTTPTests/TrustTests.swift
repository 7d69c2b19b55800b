import HTTP
import TestSupport
import Testing

@Suite struct `TLS` {
  @Test func `is believed where an authority of ours vouches for the host`() throws {
    let server = try TLSServer()

    let reply = try server.client().reply(to: .submit(server.url("api.example")))

    #expect(reply.text == "http/1.1 on connection 0")
  }

  @Test func `is refused from an authority that nobody trusts, and nothing has left`() throws {
    let server = try TLSServer()

    let failure = try server.client(trusting: nil).failure(of: .submit(server.url("api.example")))

    #expect(failure.kind == .tls)
    #expect(!failure.requestMayHaveArrived)
    #expect(failure.message.contains("certificate"))
  }

  @Test func `is refused from a host of another name, and nothing has left`() throws {
    let server = try TLSServer()

    let failure = try server.client().failure(of: .submit(server.url("other.example")))

    #expect(failure.kind == .tls)
    #expect(!failure.requestMayHaveArrived)
  }

  @Test func `is refused below version 1.2`() throws {
    let server = try TLSServer(.outdated)

    let failure = try server.client().failure(of: .submit(server.url("api.example")))

    #expect(failure.kind == .tls)
    #expect(!failure.requestMayHaveArrived)
  }

  @Test func `that breaks off in the handshake means that nothing has left`() throws {
    let server = try ScriptedServer([.close])

    let failure = try Client.forTests().failure(of: .submit("https://127.0.0.1:\(server.port)/"))

    #expect(failure.kind == .tls)
    #expect(!failure.requestMayHaveArrived)
  }

  @Test func `that hangs in the handshake ends at the connect deadline, and nothing has left`()
    throws
  {
    let server = try ScriptedServer([.untilPeerCloses])
    let client = Client.forTests()
    var request = Request.submit("https://127.0.0.1:\(server.port)/", within: .seconds(20))
    request.connectTimeout = .milliseconds(200)
    client.start(request, as: ExchangeID(1))
    client.start(.submit(server.url, within: .seconds(4)), as: ExchangeID(2))

    let first = client.endings(1)

    guard case .failed(let failure) = first[ExchangeID(1)] else {
      Issue.record("ended first: \(first)")
      return
    }
    #expect(failure.kind == .timeout)
    #expect(!failure.requestMayHaveArrived)
  }

  @Test func `of a missing certificate bundle names the trouble`() throws {
    let server = try TLSServer()

    let failure = try server.client(trusting: "/nonexistent.pem")
      .failure(of: .submit(server.url("api.example")))

    #expect(failure.kind == .tls)
    #expect(failure.message.contains("/nonexistent.pem"))
  }
}

@Suite struct `Where HTTP/2 is offered` {
  @Test func `many polls share one connection`() throws {
    let server = try TLSServer(.http2)
    let client = server.client()
    for number in 0..<50 {
      client.start(.poll(server.url("api.example")), as: ExchangeID(UInt64(number)))
    }

    let texts = client.endings(50).values.map { ending in
      if case .replied(let reply) = ending { reply.text } else { "\(ending)" }
    }

    #expect(Set(texts) == ["h2 on connection 0"])
  }

  @Test func `submissions still have a connection each, in HTTP/1.1`() throws {
    let server = try TLSServer(.http2)
    let client = server.client()
    let url = server.url("api.example")

    #expect(try client.reply(to: .poll(url)).text == "h2 on connection 0")
    #expect(try client.reply(to: .submit(url)).text == "http/1.1 on connection 1")
    #expect(try client.reply(to: .submit(url)).text == "http/1.1 on connection 2")
    #expect(try client.reply(to: .poll(url)).text == "h2 on connection 0")
  }
}
