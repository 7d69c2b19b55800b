import Daemon
import Glibc
import Prometheus
import Spool
import TestSupport
import Testing

@Suite struct `The page for Prometheus` {
  private let site: Site
  private let folder: String

  init() throws {
    site = try Site()
    folder = try site.directory.makeDirectory("textfile")
    try site.makeDatabase()
  }

  @Test func `is written whole, for all to read, and nothing beside it`() throws {
    umask(0o077)
    defer { umask(0o022) }
    try page().write(at: .noon)

    let text = try site.directory.readText("textfile/wavespool.prom")
    #expect(text.hasPrefix("# HELP ") && text.hasSuffix("\n"))
    #expect(text.contains("\nwavespool_daemon_up 0\n"))
    var facts = stat()
    #expect(stat("\(folder)/wavespool.prom", &facts) == 0)
    #expect(facts.st_mode & 0o7777 == 0o644)
    #expect(try names() == "wavespool.prom\n")
  }

  @Test func `takes the place of the last one, and of what a crash has left`() throws {
    try site.directory.write("half a pa", to: "textfile/wavespool.prom.\(getpid()).new")
    try site.directory.write("old", to: "textfile/wavespool.prom")
    let reader = open("\(folder)/wavespool.prom", O_RDONLY)
    defer { close(reader) }
    try page().write(at: .noon)

    #expect(try names() == "wavespool.prom\n")
    // Whoever was reading the old one still does.
    var bytes = [UInt8](repeating: 0, count: 10)
    #expect(read(reader, &bytes, 10) == 3)
  }

  @Test func `leaves the last one where it cannot be written`() throws {
    let failure = #expect(throws: MetricsFile.Failure.self) {
      try MetricsFile("\(folder)/no/where.prom", of: site.database, version: "1").write(at: .noon)
    }
    #expect(failure?.words.contains("no/where.prom cannot be written: No such file") == true)
    #expect(try names() == "")
  }

  @Test func `is the daemon's to write, where it is told to, and says at last that it is gone`()
    throws
  {
    let ended = try site.run(
      "http://127.0.0.1:1", "--until-idle", "--metrics-file", "\(folder)/wavespool.prom")
    #expect(ended.status == .exited(0))
    let text = try site.directory.readText("textfile/wavespool.prom")
    #expect(text.contains("\nwavespool_daemon_up 0\n"))
    #expect(text.contains("wavespool_turn_seconds_count "))
  }

  private func page() -> MetricsFile {
    MetricsFile("\(folder)/wavespool.prom", of: site.database, version: "1")
  }

  private func names() throws -> String {
    try Program.run("/bin/ls", ["-A", folder]).stdout
  }
}

@Suite struct `Each minute` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.files.metrics = MetricsFile(
      rehearsal.directory.file("textfile/wavespool.prom"), of: rehearsal.path, version: "1")
    try rehearsal.restart()
  }

  @Test func `a page is tried, and that it cannot be written is said once`() throws {
    rehearsal.run(for: .seconds(600))
    let failures = rehearsal.diary.text.split(separator: "the metrics cannot be written").count - 1
    #expect(failures == 1)

    _ = try rehearsal.directory.makeDirectory("textfile")
    rehearsal.run(for: .seconds(61))
    #expect(rehearsal.diary.text.contains("the metrics are written again"))
    #expect(rehearsal.directory.exists("textfile/wavespool.prom"))
  }

  @Test func `it says what the daemon has measured`() throws {
    _ = try rehearsal.directory.makeDirectory("textfile")
    let attempt = try rehearsal.running()
    rehearsal.run(for: .seconds(60))
    rehearsal.answer(.poll(attempt), predicted("p1", "processing", ""))
    rehearsal.run(for: .seconds(2))
    rehearsal.answer(.poll(attempt), completed("p1"))
    rehearsal.run(for: .seconds(130))

    let page = try rehearsal.directory.readText("textfile/wavespool.prom")
    #expect(page.contains(#"wavespool_api_answers_total{call="submit",status="200"} 1"#))
    #expect(page.contains("wavespool_completion_lag_seconds_count 1"))
    #expect(
      page.contains(#"wavespool_prediction_seconds_count{model="wavespeed/kissing-pro"} 1"#))
    #expect(page.contains(#"wavespool_jobs{status="completed"} 1"#))
  }
}

extension Timestamp {
  fileprivate static let noon = Timestamp(milliseconds: 1_775_044_800_000)
}
