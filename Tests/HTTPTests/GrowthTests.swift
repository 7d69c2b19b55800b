import Glibc
import HTTP
import TestSupport
import Testing

@Suite struct `Twenty thousand exchanges` {
  /// In a process of their own, for what other tests need beside them is not theirs.
  @Test(.disabled(if: getenv("ASAN_OPTIONS") != nil, "a sanitizer keeps what was freed"))
  func `leave no descriptor and no memory behind`() async {
    await #expect(processExitsWith: .success) {
      let server = try ScriptedServer([.read, .reply("{\"data\":{\"id\":\"x\"}}"), .again])
      let client = Client.forTests()
      exchange(2000, on: client, at: server.url)
      let before = Footprint.now

      exchange(18_000, on: client, at: server.url)

      let after = Footprint.now
      // Thirty under way have two ends each; what is kept per exchange would be thousands.
      #expect(after.descriptors <= before.descriptors + 60)
      // The server remembers every request, which is six megabytes.
      #expect(after.residentBytes < before.residentBytes + 32 << 20)
      #expect(client.inFlight == 0)
    }
  }
}

/// One in five a submission, one in 49 dropped, thirty under way at a time.
private func exchange(_ count: Int, on client: Client, at url: String) {
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

private struct Footprint {
  let descriptors: Int
  let residentBytes: Int

  static var now: Footprint {
    Footprint(descriptors: entries(in: "/proc/self/fd"), residentBytes: residentPages * 4096)
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
