import Glibc
import TestSupport
import Testing

@Suite struct `What a killed backup or restore has left` {
  private let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  /// No process has that number: the kernel's largest is 4,194,304.
  private let dead = 99_999_999

  private func leave(_ names: [String]) throws {
    for name in names { try queue.directory.write("half of it", to: name) }
  }

  private func left() throws -> [Substring] {
    try Program.run("/bin/ls", [queue.directory.path]).stdout.split(separator: "\n")
      .filter { $0.contains("\(dead)") || $0.contains("\(getpid())") }
  }

  @Test func `goes with the next backup into that folder`() throws {
    let kept = ["sunday.db.\(getpid()).wavespool.partial", "film.\(dead).partial"]
    try leave(
      kept + ["sunday.db.\(dead).wavespool.partial", "sunday.db.\(dead).wavespool.partial-journal"])
    #expect(try queue.run("db", "backup", queue.directory.file("monday.db")).code == 0)

    #expect(
      try left().sorted() == kept.sorted().map { Substring($0) }, "theirs who live, or others'")
  }

  @Test func `goes with the next restore`() throws {
    #expect(try queue.run("db", "backup", queue.directory.file("monday.db")).code == 0)
    try leave(["queue.db.\(dead).restoring", "queue.db.\(dead).restoring-wal"])
    #expect(try queue.run("db", "restore", queue.directory.file("monday.db"), "--yes").code == 0)

    #expect(try left() == [])
  }

  @Test func `goes when the daemon starts`() throws {
    try leave(["queue.db.\(dead).restoring", "queue.db.\(dead).restoring-shm"])
    let other = "another.db.\(dead).restoring"
    try leave([other])
    let ended = try Program.run(
      try Program.built("wavespoold"),
      ["--db", queue.path, "--api-url", "http://127.0.0.1:1", "--until-idle"],
      environment: ["WAVESPEED_API_KEY": "k"])

    #expect(ended.code == 0, "\(ended.stderr)")
    #expect(try left() == [Substring(other)])
  }
}
