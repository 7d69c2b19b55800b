import HTTP
import TestSupport
import Testing

@Suite struct `A reply's bounds` {
  let client = Client.forTests()

  @Test func `let a body of exactly the allowed size through`() throws {
    let server = try ScriptedServer([.read, .reply("12345678")])

    #expect(try client.reply(to: .poll(server.url, atMost: 8)).bodyBytes == 8)
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n123456789\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\n\r\n123456789",
  ])
  func `stop a body that is one byte longer`(reply: String) throws {
    let server = try ScriptedServer([.read, .send(reply)])

    let failure = try client.failure(of: .poll(server.url, atMost: 8))

    #expect(failure.kind == .tooLarge)
    #expect(failure.requestMayHaveArrived)
  }

  @Test func `stop a body without an end`() throws {
    let server = try ScriptedServer([
      .read, .send("HTTP/1.1 200 OK\r\n\r\n"),
      .send(Array(repeating: 0x61, count: 4096), times: .max),
    ])

    #expect(try client.failure(of: .poll(server.url)).kind == .tooLarge)
  }

  @Test func `stop headers without an end`() throws {
    let server = try ScriptedServer([
      .read, .send("HTTP/1.1 200 OK\r\n"), .send(Array("A: b\r\n".utf8), times: .max),
    ])

    #expect(try client.failure(of: .poll(server.url)).kind == .tooLarge)
  }

  @Test func `stop a reply that announces too much before any of it has come`() throws {
    let body = Gate()
    let server = try ScriptedServer([
      .read, .send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), .hold(body),
    ])

    #expect(try client.failure(of: .poll(server.url, atMost: 8)).kind == .tooLarge)
  }

  @Test func `stop many headers`() throws {
    let server = try ScriptedServer([
      .read, .send("HTTP/1.1 200 OK\r\n"), .send(Array("A: b\r\n".utf8), times: 257),
      .send("Content-Length: 0\r\n\r\n"),
    ])

    #expect(try client.failure(of: .poll(server.url)).kind == .tooLarge)
  }

  @Test func `stop long headers`() throws {
    let line = "A: " + String(repeating: "b", count: 8000) + "\r\n"
    let server = try ScriptedServer([
      .read, .send("HTTP/1.1 200 OK\r\n"), .send(Array(line.utf8), times: 9),
      .send("Content-Length: 0\r\n\r\n"),
    ])

    #expect(try client.failure(of: .poll(server.url)).kind == .tooLarge)
  }

  @Test func `hold for what gzip unfolds to`() throws {
    let server = try ScriptedServer([.read, .send(gzipReply(of: mebibyteOfZeros)), .again])

    let whole = try client.reply(to: .poll(server.url, atMost: 1 << 20))
    let failure = try client.failure(of: .poll(server.url, atMost: 1 << 20 - 1))

    #expect(mebibyteOfZeros.count < 2000)
    #expect(whole.body == Array(repeating: 0, count: 1 << 20))
    #expect(server.requests[0].header("Accept-Encoding")?.contains("gzip") == true)
    #expect(failure.kind == .tooLarge)
  }

  private func gzipReply(of body: [UInt8]) -> [UInt8] {
    Array("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n".utf8)
      + body
  }
}

/// 1 MiB of zeros in gzip: deflate's longest match over and over, so almost all of it is nothing.
private let mebibyteOfZeros: [UInt8] =
  [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xED, 0xC1, 0x31, 0x01, 0x00, 0x00,
    0x00, 0xC2, 0xA0, 0xF5, 0x4F, 0x6D, 0x08, 0x5F, 0xA0,
  ]
  + Array(repeating: 0, count: 1016)
  + [0x3E, 0x03, 0x1C, 0xEA, 0x38, 0xA7, 0x00, 0x00, 0x10, 0x00]
