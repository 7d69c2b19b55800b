import HTTP
import TestSupport
import Testing

@Suite struct `A reply that is cut` {
  let client = Client.forTests()

  // libcurl calls this one a success: status 200, empty body.
  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n",
    "HTTP/1.1 200 OK\r\nContent-Ty",
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n",
    "HTTP/1.1 103 Early Hints\r\n\r\n",
    "HTTP/1.1 2",
  ])
  func `inside its headers is no reply`(beginning: String) throws {
    let server = try ScriptedServer([.read, .send(beginning), .close])

    let failure = try client.failure(of: .submit(server.url))

    #expect(failure.kind == .cut)
    #expect(failure.requestMayHaveArrived)
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
  ])
  func `inside its body is no reply`(beginning: String) throws {
    let server = try ScriptedServer([.read, .send(beginning), .close])

    let failure = try client.failure(of: .submit(server.url))

    #expect(failure.kind == .cut)
    #expect(failure.requestMayHaveArrived)
  }

  @Test func `by a reset inside its body is no reply`() throws {
    let server = try ScriptedServer(
      [.read, .send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), .reset])

    #expect(try client.failure(of: .submit(server.url)).kind == .cut)
  }
}

@Suite struct `A whole reply` {
  let client = Client.forTests()

  @Test func `may come slowly, after interim ones`() throws {
    let gates = [Gate(), Gate(), Gate()]
    let server = try ScriptedServer([
      .read, .send("HTTP/1.1 103 Early Hints\r\nRetry-After: 9\r\n\r\nHTTP/1.1 20"),
      .hold(gates[0]), .send("2 Accepted\r\nContent-Le"),
      .hold(gates[1]), .send("ngth: 4\r\n\r\nwh"),
      .hold(gates[2]), .send("ole"),
    ])
    client.start(.submit(server.url), as: .alone)
    for gate in gates {
      _ = client.finished()
      gate.open()
    }

    let ending = client.endings(1)[.alone]

    guard case .replied(let reply) = ending else { Issue.record("\(ending as Any)"); return }
    #expect(reply.status == 202)
    #expect(reply.headers["Retry-After"] == nil)
    #expect(reply.text == "whol")
  }

  @Test func `has its headers under any case, the first of several`() throws {
    let server = try ScriptedServer([
      .read,
      .reply(
        status: 429,
        headers: ["RETRY-after:  17 ", "Retry-After: 18", "Date:x", "ETag: \"a: b\"", "Empty:"]),
    ])

    let headers = try client.reply(to: .submit(server.url)).headers

    #expect(headers["Retry-After"] == "17")
    #expect(headers["date"] == "x")
    #expect(headers["ETAG"] == "\"a: b\"")
    #expect(headers["empty"] == "")
    #expect(headers["Retry"] == nil)
  }

  @Test func `may have no body and no length`() throws {
    let server = try ScriptedServer(
      [.read, .send("HTTP/1.1 204 No Content\r\n\r\n")],
      [.read, .send("HTTP/1.1 200 OK\r\n\r\nuntil the end"), .close])

    #expect(try client.reply(to: .submit(server.url)).status == 204)
    #expect(try client.reply(to: .submit(server.url)).text == "until the end")
  }
}
