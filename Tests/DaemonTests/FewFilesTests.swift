import Daemon
import Spool
import TestSupport
import Testing

@Suite struct `A daemon that may open few files` {
  @Test func `has no more submissions on the wire than fit, and says so once`() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.limit(inFlight: 10)
    rehearsal.mostOnTheWire = 3
    try rehearsal.restart()
    #expect(rehearsal.diary.text.contains("may open few files"))
    for _ in 0..<8 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(1))
    #expect(rehearsal.network.submissions.count == 3)

    rehearsal.answer(.submit(rehearsal.network.submissions[0]), accepted("p1"))
    rehearsal.answer(.submit(rehearsal.network.submissions[1]), accepted("p2"))

    #expect(rehearsal.network.submissions.count == 5)
  }

  @Test func `says nothing where they are enough`() throws {
    let rehearsal = try Rehearsal()
    rehearsal.mostOnTheWire = 3
    try rehearsal.restart()
    #expect(!rehearsal.diary.text.contains("may open few files"))
  }

  @Test(arguments: [(64, 4), (1024, 244), (8, 1), (65_536, 16_372)])
  func `leaves some for all else`(files: Int, submissions: Int) {
    #expect(submissionsThatFit(inFiles: files) == submissions)
  }

  private func start(limit: String, _ site: Site) throws -> Program {
    try Program(
      "/bin/sh",
      [
        "-c", #"ulimit \#(limit); exec "$0" "$@""#, try Program.built("wavespoold"),
        "--db", site.database, "--api-url", "http://127.0.0.1:1",
      ], environment: ["WAVESPEED_API_KEY": Site.key])
  }

  @Test(arguments: ["8", "32"])
  func `says in a sentence that they are too few, and exits 6`(files: String) throws {
    let site = try Site()
    let ended = try start(limit: "-n \(files)", site).wait()
    #expect(ended.status == .exited(6))
    #expect(ended.stderr.contains("may open only \(files) files; it needs at least 64"))
  }

  @Test func `takes as many as the system allows`() throws {
    let site = try Site()
    let daemon = try start(limit: "-Sn 40", site)
    _ = try daemon.readLine(from: .stderr) { $0.contains("ready") }
    daemon.send(signal: 15)
    #expect(try daemon.wait().status == .exited(0))
  }
}
