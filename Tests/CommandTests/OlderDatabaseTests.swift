import Glibc
import TestSupport
import Testing

@Suite struct `A database of an older program` {
  private let queue: QueueUnderTest

  init() throws {
    queue = try QueueUnderTest()
    try queue.sql("PRAGMA user_version = 0")
  }

  @Test func `that no daemon serves is brought up to date by hand`() throws {
    let ended = try queue.run("list")

    #expect(ended.code == 6)
    #expect(ended.errorLines[0] == "wavespool: \(queue.path) has an older schema")
    #expect(ended.errorLines[1] == "'wavespool db migrate' brings it up to date.")
  }

  @Test func `that a daemon serves waits for that one`() throws {
    let lock = open(queue.path + ".lock", O_RDWR | O_CREAT, 0o600)
    defer { close(lock) }
    flock(lock, LOCK_EX | LOCK_NB)
    let ended = try queue.run("list")

    #expect(ended.errorLines[0].contains("a daemon of that age is serving it"))
    #expect(ended.errorLines[1].contains("Restart the daemon"))
  }
}
