import Glibc
import JSON
import TestSupport
import Testing

@Suite struct `The simulator's command line` {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `says one line, and ends well on a signal`(signal: Int32) throws {
    let program = try Program(
      try Program.built("wavespool-sim"), ["--port-file", directory.file("port")])
    let line = try program.readLine()

    let port = try directory.readText("port").dropLast()
    #expect(line == "wavespool-sim listening on http://127.0.0.1:\(port)")
    program.send(signal: signal)
    let ended = try program.wait()
    #expect(ended.status == .exited(0))
    #expect(ended.stdout == line + "\n")
    #expect(ended.stderr == "")
  }

  @Test func `helps`() throws {
    let ended = try Program.run(try Program.built("wavespool-sim"), ["--help"])

    #expect(ended.status == .exited(0))
    #expect(ended.stdout.hasPrefix("usage: wavespool-sim"))
  }

  @Test(arguments: [
    ["--prot", "1"], ["--port"], ["--port", "99999"], ["--latency", "soon"], ["8080"],
    ["--fault", "submit nth=0: 500"],
  ])
  func `refuses what it cannot read`(arguments: [String]) throws {
    let ended = try Program.run(try Program.built("wavespool-sim"), arguments)

    #expect(ended.status == .exited(2))
    #expect(ended.stdout == "")
    #expect(ended.stderr.hasPrefix("wavespool-sim: "))
  }

  @Test func `says when its port is taken`() throws {
    let first = try RunningSimulator()

    let second = try Program.run(
      try Program.built("wavespool-sim"), ["--port", "\(first.port)"])

    #expect(second.status == .exited(1))
    #expect(second.stderr.contains("127.0.0.1:\(first.port)"))
  }

  @Test func `can have a wrong clock`() throws {
    let ahead = try RunningSimulator("--clock-skew", "20000h")

    let created = try ahead.submit().data["created_at"]?.string
    let right = try RunningSimulator().submit().data["created_at"]?.string

    let years = try [created, right].map { try #require($0.flatMap { Int($0.prefix(4)) }) }
    #expect((2...3).contains(years[0] - years[1]))
  }

  @Test func `repeats ids with the same seed`() throws {
    let first = try RunningSimulator().submit().data["id"]
    let second = try RunningSimulator().submit().data["id"]
    let other = try RunningSimulator("--seed", "2").submit().data["id"]

    #expect(first == second)
    #expect(first != other)
  }

  @Test func `remembers its last requests`() throws {
    let simulator = try RunningSimulator("--log-length", "2")
    for prompt in ["a", "b", "c [sim:submit=cut-headers-after]"] {
      _ = try? simulator.submit(prompt: prompt)  // the last is cut on purpose
    }

    let log = try simulator.exchange("GET", "/sim/requests", []).json["requests"]?.array

    #expect(log?.count == 2)
    #expect(log?.first?["delivery"] == "cut inside the headers")
    #expect(log?.first?["path"] == "/api/v3/wavespeed-ai/veo2-i2v")
  }
}
