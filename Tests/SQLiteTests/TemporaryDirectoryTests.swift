import TestSupport
import Testing

@Suite struct `A temporary directory` {
  @Test func `is fresh, and gone with everything in it`() throws {
    let outer = try TemporaryDirectory()
    var inner: TemporaryDirectory? = try TemporaryDirectory()
    let path = try #require(inner?.path)
    #expect(path != outer.path)

    let folder = try #require(try inner?.makeDirectory("deep"))
    try inner?.write("text", to: "deep/file")
    #expect(try inner?.readText("deep/file") == "text")
    #expect(folder == path + "/deep")

    inner = nil
    #expect(try Program.run("/usr/bin/test", ["-e", path]).status == .exited(1))
    #expect(try Program.run("/usr/bin/test", ["-d", outer.path]).status == .exited(0))
  }

  @Test func `keeps bytes as they are`() throws {
    let directory = try TemporaryDirectory()
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }

    try directory.write(bytes, to: "bytes")

    #expect(try directory.read("bytes") == bytes)
    #expect(throws: SystemError.self) { try directory.read("nothing") }
  }
}
