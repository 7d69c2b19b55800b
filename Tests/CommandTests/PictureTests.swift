import Glibc
import Media
import TestSupport
import Testing

@Suite struct `A picture of this machine` {
  private let queue: Queue

  init() throws {
    queue = try Queue()
  }

  @Test func `is read at enqueuing, kept beside the database, and named by its digest`() throws {
    let path = try queue.directory.write(png(1280, 720), to: "cat.png")
    let ended = try enqueue("veo2-i2v", "image=@\(path)", "prompt=x")
    unlink(path)

    #expect(ended.code == 0 && ended.stdout == "1\n")
    let digest = SHA256.digest(of: png(1280, 720))
    #expect(
      try queue.text("SELECT input FROM jobs") == #"{"image":"media:\#(digest)","prompt":"x"}"#)
    let kept = "media/\(digest.prefix(2))/\(digest.dropFirst(2))"
    #expect(try queue.directory.read(kept) == png(1280, 720))
  }

  @Test func `may come on standard input`() throws {
    let ended = try queue.run(
      ["enqueue", "veo2-i2v", "image=@-", "prompt=x"], bytes: png(1280, 720))

    #expect(ended.code == 0)
    #expect(try queue.text("SELECT input ->> 'image' FROM jobs")?.hasPrefix("media:") == true)
  }

  @Test func `may come as a data URI, whose type is what its bytes are`() throws {
    let right = try enqueue("veo2-i2v", "image=data:image/png;base64,\(base64)", "prompt=x")
    #expect(right.code == 0)
    #expect(
      try queue.text("SELECT input ->> 'image' FROM jobs")
        == "media:\(SHA256.digest(of: png(1280, 720)))")

    let wrong = try enqueue("veo2-i2v", "image=data:image/webp;base64,\(base64)", "prompt=x")
    #expect(wrong.code == 2)
    #expect(wrong.stderr.contains("declares image/webp, but its bytes are a PNG"))
    #expect(try queue.count("SELECT count(*) FROM jobs") == 1)
  }

  @Test func `may be one that is kept already`() throws {
    let path = try queue.directory.write(png(1280, 720), to: "cat.png")
    try enqueue("veo2-i2v", "image=@\(path)", "prompt=x")
    let digest = SHA256.digest(of: png(1280, 720))

    #expect(try enqueue("veo2-i2v", "image=media:\(digest)", "prompt=y").code == 0)

    let other = try enqueue(
      "veo2-i2v", "image=media:" + String(repeating: "a", count: 64), "prompt=y")
    #expect(other.code == 2)
    #expect(other.stderr.contains("is not in the media folder"))
  }

  @Test(arguments: [
    (png(100, 401), "is 100 × 401; its sides may be from 1:4 to 4:1"),
    (Array(png(100, 100).dropLast()), "is cut off"),
    (Array("GIF89a for once, and long enough".utf8), "is a GIF file"),
    (Array("no picture".utf8), "is of no known kind"), ([], "is empty"),
  ])
  func `that cannot be sent is refused before anything is queued`(
    bytes: [UInt8], words: String
  ) throws {
    let path = try queue.directory.write(bytes, to: "cat.png")

    let ended = try enqueue("kissing-pro", "image=@\(path)")

    #expect(ended.code == 2)
    #expect(ended.stderr.contains(words), "\(ended.stderr)")
    #expect(!queue.isThere)
  }

  @Test func `that is not there is refused`() throws {
    let ended = try enqueue("kissing-pro", "image=@\(queue.directory.file("none.png"))")

    #expect(ended.code == 2)
    #expect(ended.stderr.contains("none.png cannot be read"))
  }

  @Test func `of no use to a job that is refused for another reason is not even read`() throws {
    let ended = try enqueue("veo2-i2v", "image=@none.png", "prompt=x", "duration=9s")

    #expect(ended.code == 2)
    #expect(ended.stderr.contains("duration is one of"))
    #expect(!ended.stderr.contains("none.png"))
  }

  @Test func `that the model does poorly with is warned of`() throws {
    let path = try queue.directory.write(png(640, 480), to: "cat.png")

    let ended = try enqueue("veo2-i2v", "image=@\(path)", "prompt=x")

    #expect(ended.code == 0)
    #expect(
      ended.stderr.contains("warning: image=@\(path): the picture is 640 × 480; at least 720"))
  }

  @Test func `may stand in an import, in a hundred lines and kept once`() throws {
    let path = try queue.directory.write(png(1280, 720), to: "cat.png")
    let lines = (0..<100).map {
      #"{"model":"veo2-i2v","input":{"image":"@\#(path)","prompt":"\#($0)"}}"#
    }
    try queue.directory.write(lines.joined(separator: "\n"), to: "jobs.jsonl")
    try queue.directory.write("image,prompt\n@\(path),x\n", to: "jobs.csv")

    let lined = try queue.wavespool("import", queue.directory.file("jobs.jsonl"), "--yes")
    #expect(lined.code == 0)
    let table = try queue.wavespool(
      "import", queue.directory.file("jobs.csv"), "--model", "veo2-i2v")
    #expect(table.code == 0, "\(table.stderr)")

    let digest = SHA256.digest(of: png(1280, 720))
    #expect(
      try queue.count("SELECT count(*) FROM jobs WHERE input ->> 'image' = 'media:\(digest)'")
        == 101)
  }

  @Test func `may take another's place while its job is queued`() throws {
    try queue.run(["enqueue", "veo2-i2v"] + veoInputs)
    let path = try queue.directory.write(png(1280, 720), to: "cat.png")

    #expect(try queue.wavespool("edit", "1", "image=@\(path)").code == 0)
    #expect(
      try queue.text("SELECT input ->> 'image' FROM jobs")
        == "media:\(SHA256.digest(of: png(1280, 720)))")
    #expect(try queue.wavespool("edit", "1", "image=@none.png").code == 2)
  }

  @Test func `of a bad line keeps the whole import out`() throws {
    let path = try queue.directory.write(png(1280, 720), to: "cat.png")
    let bad = try queue.directory.write(Array("no picture".utf8), to: "bad.png")
    try queue.directory.write(
      "image,prompt\n@\(path),x\n@\(bad),y\n@-,z\n", to: "jobs.csv")

    let ended = try queue.wavespool(
      "import", queue.directory.file("jobs.csv"), "--model", "veo2-i2v")

    #expect(ended.code == 2)
    #expect(ended.stderr.contains("line 3: image=@\(bad): the picture is of no known kind"))
    #expect(!queue.isThere)
  }

  @discardableResult
  private func enqueue(_ words: String...) throws -> Program.Ended {
    try queue.run(["enqueue"] + words)
  }

  private var base64: String {
    var encoder = Base64Encoder()
    return String(
      decoding: encoder.take(png(1280, 720).span) + encoder.finish(), as: UTF8.self)
  }
}

/// As small as a PNG can be whose structure is whole.
func png(_ width: UInt32, _ height: UInt32) -> [UInt8] {
  func big(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
  func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    big(UInt32(data.count)) + Array(name.utf8) + data + [0, 0, 0, 0]
  }
  return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    + chunk("IHDR", big(width) + big(height) + [8, 2, 0, 0, 0]) + chunk("IDAT", [1])
    + chunk("IEND", [])
}
