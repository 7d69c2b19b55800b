import Glibc
import HTTP
import TestSupport
import Testing

@Suite struct `A body in a file` {
  let client = Client.forTests()
  let file = ScratchFile()

  @Test func `receives what a 2xx reply brings, however long`() throws {
    let piece = Array("0123456789abcdef".utf8)
    let server = try ScriptedServer([
      .read, .send("HTTP/1.1 200 OK\r\nContent-Length: \(piece.count << 17)\r\n\r\n"),
      .send(Array(repeating: piece, count: 1 << 10).flatMap(\.self), times: 1 << 7),
    ])
    var request = Request.poll(server.url, atMost: piece.count << 17)
    request.sink = .file(descriptor: file.descriptor)

    let reply = try client.reply(to: request)

    #expect(reply.body.isEmpty)
    #expect(reply.bodyBytes == piece.count << 17)
    #expect(file.contents == Array(repeating: piece, count: 1 << 17).flatMap(\.self))
    #expect(server.requests.first?.header("Accept-Encoding") == nil)
  }

  @Test func `receives nothing of a refusal`() throws {
    let server = try ScriptedServer([.read, .reply("<gone>", status: 404)])
    var request = Request.poll(server.url)
    request.sink = .file(descriptor: file.descriptor)

    let reply = try client.reply(to: request)

    #expect(reply.text == "<gone>")
    #expect(file.contents.isEmpty)
  }

  @Test func `stops at the bound`() throws {
    let server = try ScriptedServer([
      .read, .send("HTTP/1.1 200 OK\r\n\r\n"), .send(Array(repeating: 0, count: 1000), times: .max),
    ])
    var request = Request.poll(server.url, atMost: 10_000)
    request.sink = .file(descriptor: file.descriptor)

    #expect(try client.failure(of: request).kind == .tooLarge)
    #expect(file.contents.count <= 10_000)
  }

  @Test func `that cannot be written ends the exchange with the reason`() throws {
    let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
    defer { close(full) }
    let server = try ScriptedServer([.read, .reply("some")])
    var request = Request.poll(server.url)
    request.sink = .file(descriptor: full)

    let failure = try client.failure(of: request)

    #expect(failure.kind == .file)
    #expect(failure.message.contains("No space left"))
  }

  @Test func `is put whole, with exactly the headers that were asked for`() throws {
    let content = Array(repeating: Array("picture ".utf8), count: 100_000).flatMap(\.self)
    file.fill(with: content)
    let server = try ScriptedServer([.read, .reply()])

    let reply = try client.reply(to: .upload(server.url + "/u", file, count: content.count))

    #expect(reply.status == 200)
    let request = try #require(server.requests.first)
    #expect(request.line == "PUT /u HTTP/1.1")
    #expect(request.body == content)
    #expect(request.header("Content-Length") == "\(content.count)")
    #expect(request.header("Content-Type") == nil)
    #expect(request.header("Transfer-Encoding") == nil)
  }

  @Test func `is put once more where the kept connection was dead`() throws {
    let content = Array(repeating: UInt8(ascii: "x"), count: 300_000)
    file.fill(with: content)
    let server = try ScriptedServer(
      [.read, .reply(), .read, .close], [.read, .reply("again")])
    _ = try client.reply(to: .poll(server.url))

    let reply = try client.reply(to: .upload(server.url, file, count: content.count))

    #expect(reply.text == "again")
    #expect(server.requests.last?.body == content)
  }

  @Test func `that has become shorter is not passed off as whole`() throws {
    file.fill(with: Array(repeating: 0, count: 1000))
    let server = try ScriptedServer([.read, .reply()])

    let failure = try client.failure(of: .upload(server.url, file, count: 2000))

    #expect(failure.kind == .file)
    #expect(server.requests.isEmpty)
  }

  @Test func `may be bytes as well`() throws {
    let server = try ScriptedServer([.read, .reply()])
    var request = Request.submit(server.url, body: "bytes")
    request.method = .put
    request.headers = []

    _ = try client.reply(to: request)

    #expect(server.requests.first?.line == "PUT / HTTP/1.1")
    #expect(server.requests.first?.text == "bytes")
    #expect(server.requests.first?.header("Content-Type") == nil)
  }
}

extension Request {
  fileprivate static func upload(_ url: String, _ file: ScratchFile, count: Int) -> Request {
    Request(
      .put, url, body: .file(descriptor: file.descriptor, length: count), connection: .reusable,
      totalTimeout: .seconds(30), maximumReplyBytes: 1 << 20, allowedProtocols: .httpToo)
  }
}

/// A file without a name: gone with its descriptor.
final class ScratchFile: Sendable {
  let descriptor: Int32

  init() {
    var template = Array("/tmp/wavespool-http-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    precondition(descriptor >= 0, "no temporary file")
    unlink(template)
  }

  deinit { close(descriptor) }

  var contents: [UInt8] {
    let length = Int(lseek(descriptor, 0, SEEK_END))
    return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      count = max(0, pread(descriptor, buffer.baseAddress, length, 0))
    }
  }

  func fill(with bytes: [UInt8]) {
    precondition(pwrite(descriptor, bytes, bytes.count, 0) == bytes.count, "a short write")
  }
}
