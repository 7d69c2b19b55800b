import HTTP
import TestSupport
import Testing

@Suite struct `A dropped exchange` {
  @Test func `has no ending, and its connection is closed`() throws {
    let client = Client.forTests()
    let waker = client.waker
    let server = try ScriptedServer([.read, .call { waker.wake() }, .untilPeerCloses])
    client.start(.submit(server.url), as: .alone)
    _ = client.turn { !server.requests.isEmpty }

    client.drop(.alone)

    server.settle()  // returns when the connection has gone
    #expect(client.inFlight == 0)
    #expect(client.finished().isEmpty)
  }

  @Test func `gives its lane to the next`() throws {
    let client = Client.forTests(lanes: 1)
    let waker = client.waker
    let server = try ScriptedServer(
      [.read, .call { waker.wake() }, .untilPeerCloses], [.read, .reply("next")])
    client.start(.poll(server.url), as: ExchangeID(1))
    client.start(.poll(server.url), as: ExchangeID(2))
    _ = client.turn { !server.requests.isEmpty }

    client.drop(ExchangeID(1))

    #expect(client.endings(1).keys.first == ExchangeID(2))
  }

  @Test func `may have been started wrong, or never`() throws {
    let client = Client.forTests()
    client.start(.submit("nonsense"), as: ExchangeID(1))

    client.drop(ExchangeID(1))
    client.drop(ExchangeID(2))

    #expect(client.finished().isEmpty)
  }

  @Test func `frees its id for another`() throws {
    let server = try ScriptedServer([.read, .reply("again")])
    let client = Client.forTests()
    client.start(.submit(server.url), as: .alone)
    client.drop(.alone)

    #expect(try client.reply(to: .submit(server.url)).text == "again")
  }

  @Test func `may be one of many that a client leaves behind`() throws {
    let server = try ScriptedServer([.read, .untilPeerCloses])

    leaveBehind(Client.forTests(), at: server)

    server.settle()  // returns when every connection has gone
    #expect(!server.requests.isEmpty)
  }

  private func leaveBehind(_ client: consuming Client, at server: ScriptedServer) {
    for number in 0..<40 {
      client.start(.submit(server.url), as: ExchangeID(UInt64(number)))
      client.start(.poll(server.url), as: ExchangeID(UInt64(number + 100)))
    }
    while server.requests.isEmpty {
      _ = client.finished()
      _ = client.wait(upTo: .milliseconds(10))
    }
  }
}
