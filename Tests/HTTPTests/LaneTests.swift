import HTTP
import TestSupport
import Testing

@Suite struct `Polls` {
  @Test func `ride on few connections, however many there are`() throws {
    let server = try ScriptedServer([.read, .reply(), .again])
    let client = Client.forTests(lanes: 4)

    for number in 0..<200 {
      client.start(.poll(server.url + "/\(number)"), as: ExchangeID(UInt64(number)))
    }
    #expect(client.inFlight == 200)
    let endings = client.endings(200)

    #expect(endings.values.allSatisfy { $0.isReply })
    #expect(client.inFlight == 0)
    #expect(Set(server.requests.map(\.line)).count == 200)
    #expect(server.connections <= 4)
  }

  @Test func `take their lanes in the order in which they came`() throws {
    let server = try ScriptedServer([.read, .reply(), .again])
    let client = Client.forTests(lanes: 1)

    for number in 0..<20 {
      client.start(.poll(server.url + "/\(number)"), as: ExchangeID(UInt64(number)))
    }
    client.drop(ExchangeID(5))
    client.drop(ExchangeID(6))
    _ = client.endings(18)

    let expected = (0..<20).filter { $0 != 5 && $0 != 6 }.map { "GET /\($0) HTTP/1.1" }
    #expect(server.requests.map(\.line) == expected)
  }

  @Test func `do not hold up a submission`() throws {
    let answers = Gate()
    let server = try ScriptedServer([.read, .hold(answers), .reply(), .again])
    let other = try ScriptedServer([.read, .reply("accepted")])
    let client = Client.forTests(lanes: 2)
    for number in 0..<50 {
      client.start(.poll(server.url), as: ExchangeID(UInt64(number + 100)))
    }

    client.start(.submit(other.url), as: .alone)
    let ended = client.turn { !other.requests.isEmpty && client.inFlight == 50 }

    #expect(ended.map(\.id) == [.alone])
    answers.open()
  }

  @Test func `wait for a lane outside their deadline`() throws {
    let never = Gate()
    let server = try ScriptedServer([.read, .hold(never)], [.read, .reply("second")])
    let client = Client.forTests(lanes: 1)
    client.start(.poll(server.url, within: .seconds(2)), as: ExchangeID(1))
    client.start(.poll(server.url, within: .seconds(1)), as: ExchangeID(2))

    let endings = client.endings(2)

    // The first took two seconds to fail: had the second's clock run, it would have failed before.
    #expect(endings[ExchangeID(1)]?.isReply == false)
    #expect(endings[ExchangeID(2)]?.isReply == true)
  }

  @Test func `to one origin do not wait for those to another`() throws {
    let answers = Gate()
    let stuck = try ScriptedServer([.read, .hold(answers), .reply()])
    let lively = try ScriptedServer([.read, .reply()])
    let client = Client.forTests(lanes: 1)
    client.start(.poll(stuck.url), as: ExchangeID(1))

    client.start(.poll(lively.url), as: ExchangeID(2))

    #expect(client.endings(1).keys.first == ExchangeID(2))
    answers.open()
  }

  @Test func `come from a kept connection that has died meanwhile`() throws {
    let server = try ScriptedServer([.read, .reply("one"), .close], [.read, .reply("two")])
    let client = Client.forTests()

    #expect(try client.reply(to: .poll(server.url)).text == "one")
    server.settle()
    #expect(try client.reply(to: .poll(server.url)).text == "two")
  }
}

extension Ending {
  var isReply: Bool {
    switch self {
    case .replied: true
    case .failed: false
    }
  }
}
