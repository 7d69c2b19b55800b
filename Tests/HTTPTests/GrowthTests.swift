import Glibc
import HTTP
import TestSupport
import Testing

/// Alone, for it looks at the whole process.
@Suite(.serialized) struct `Twenty thousand exchanges` {
  @Test func `leave no descriptor and no memory behind`() throws {
    let server = try ScriptedServer([.read, .reply("{\"data\":{\"id\":\"x\"}}"), .again])
    let client = Client.forTests()
    try run(2000, on: client, at: server.url)
    let before = Footprint.now

    try run(18_000, on: client, at: server.url)

    let after = Footprint.now
    #expect(after.sockets <= before.sockets + 100)  // other tests run beside this one
    #expect(after.residentBytes < before.residentBytes + 64 << 20)
    #expect(client.inFlight == 0)
  }

  /// One in five a submission, one in 49 dropped, thirty under way at a time.
  private func run(_ count: Int, on client: Client, at url: String) throws {
    var started = 0
    var ended = 0
    while ended < count {
      while started < count && client.inFlight < 30 {
        let id = ExchangeID(UInt64(started))
        client.start(started % 5 == 0 ? .submit(url) : .poll(url), as: id)
        if started % 49 == 48 {
          client.drop(id)
          ended += 1
        }
        started += 1
      }
      let finished = client.finished()
      #expect(finished.allSatisfy { $0.ending.isReply })
      ended += finished.count
      if client.inFlight > 0 { _ = client.wait(upTo: nil) }
    }
  }
}

private struct Footprint {
  let sockets: Int
  let residentBytes: Int

  static var now: Footprint {
    Footprint(sockets: entries(in: "/proc/self/fd"), residentBytes: residentPages * 4096)
  }

  private static func entries(in path: String) -> Int {
    guard let directory = opendir(path) else { return 0 }
    defer { closedir(directory) }
    var count = 0
    while readdir(directory) != nil { count += 1 }
    return count
  }

  private static var residentPages: Int {
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    let text = String(unsafeUninitializedCapacity: 128) { buffer in
      max(0, read(descriptor, buffer.baseAddress, buffer.count))
    }
    return text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
  }
}
