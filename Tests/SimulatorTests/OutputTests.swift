import JSON
import Testing

@Suite struct `An output` {
  private let simulator: RunningSimulator

  init() throws {
    simulator = try RunningSimulator()
  }

  private func path(_ prompt: String = "plain") throws -> String {
    let url = try simulator.result(of: prompt)["outputs"]?[0]?.string ?? ""
    return String(url.dropFirst("http://127.0.0.1:\(simulator.port)".count))
  }

  @Test(
    arguments: [
      ("mp4", "video/mp4", [0, 0, 0, 28, 0x66, 0x74, 0x79, 0x70]),
      ("png", "image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
      ("webp", "image/webp", [0x52, 0x49, 0x46, 0x46]),
    ] as [(String, String, [UInt8])])
  func `is a real file of its kind`(kind: String, type: String, start: [UInt8]) throws {
    let answer = try simulator.exchange("GET", try path("[sim:outputs=\(kind)]"), [])

    #expect(answer.status == 200)
    #expect(answer.headers["content-type"] == type)
    #expect(answer.headers["accept-ranges"] == "bytes")
    #expect(answer.body.starts(with: start))
  }

  @Test func `comes inside the answer, where that is asked for`() throws {
    let inline = try simulator.result(of: "[sim:outputs=inline]")["outputs"]?[0]?.string ?? ""
    let bare = try simulator.result(of: "[sim:outputs=base64][sim:outputs=png]")["outputs"]?[0]

    // "ftyp" of an MP4, and the signature of a PNG.
    #expect(inline.hasPrefix("data:video/mp4;base64,AAAAHGZ0eXBpc29t"))
    #expect(inline.utf8.count == "data:video/mp4;base64,".utf8.count + 24_576 / 3 * 4)
    #expect(bare?.string?.hasPrefix("iVBORw0KGgoAAAANSUhEUg") == true)
  }

  @Test func `comes in ranges that fit together`() throws {
    let path = try path()
    func part(_ range: String) throws -> Answer {
      try simulator.exchange("GET", path, ["Range: bytes=\(range)"])
    }

    let whole = try simulator.exchange("GET", path, []).body
    #expect(whole.count == 24_576)
    #expect(try part("0-9").body + part("10-").body == whole)
    #expect(try part("-5").body == whole.suffix(5))
    #expect(try part("0-9").headers["content-range"] == "bytes 0-9/24576")
    #expect(try part("0-9").status == 206)
    #expect(try part("24576-").status == 416)
    #expect(try part("24576-").headers["content-range"] == "bytes */24576")
    #expect(try part("9-0").body == whole)
    #expect(try part("0-1,4-5").body == whole)
  }

  @Test func `is sent whole when it is not the one that was begun`() throws {
    let path = try path()
    let tag = try #require(try simulator.exchange("GET", path, []).headers["etag"])
    func status(_ condition: String) throws -> Int {
      try simulator.exchange("GET", path, ["Range: bytes=1-2", condition]).status
    }

    #expect(try status("If-Range: \(tag)") == 206)
    #expect(try status("If-Range: \"another\"") == 200)
    #expect(try simulator.exchange("GET", path, ["If-None-Match: \(tag)"]).status == 304)
  }

  @Test func `can be another one at every request`() throws {
    let path = try path("[sim:output=changed*]")

    let first = try simulator.exchange("GET", path, [])
    let second = try simulator.exchange("GET", path, [])

    #expect(first.headers["etag"] != second.headers["etag"])
    #expect(first.body != second.body)
  }

  @Test func `can be moved, refused, or cut`() throws {
    let moved = try simulator.exchange("GET", try path("[sim:output=redirect*]"), [])
    #expect(moved.status == 302)
    let target = try #require(moved.headers["location"])
    #expect(try simulator.exchange("GET", target, []).status == 200)

    #expect(try simulator.exchange("GET", try path("[sim:output=403]"), []).status == 403)

    let wire = try Wire(simulator.port)
    try wire.ask("GET", try path("[sim:output=cut-body]"), [])
    let cut = try wire.readToEnd().text.utf8.count
    #expect(cut > 1000)
    #expect(cut < 24_576)
  }

  @Test func `is not there before its prediction is completed`() throws {
    let id = try simulator.submit(prompt: "[sim:stuck]").data["id"]?.string ?? ""

    #expect(try simulator.exchange("GET", "/outputs/\(id)/0.mp4", []).status == 404)
  }

  @Test func `must not be asked for with the key, which the ledger notices`() throws {
    let path = try path()
    _ = try simulator.exchange("GET", path, [])
    #expect(try simulator.counter("keys_at_outputs") == 0)

    _ = try simulator.exchange("GET", path, ["Authorization: Bearer key"])
    #expect(try simulator.counter("keys_at_outputs") == 1)
    #expect(try simulator.counter("output_fetches") == 2)
  }
}
