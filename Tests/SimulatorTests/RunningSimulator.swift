import Glibc
import JSON
import TestSupport

/// The real program, listening on a port of its own, ended with its test.
final class RunningSimulator {
  let port: UInt16
  private let program: Program

  init(_ arguments: String...) throws {
    program = try Program(
      try Program.built("wavespool-sim"), ["--latency", "0", "--seed", "1"] + arguments)
    let line = try program.readLine()
    guard let port = line.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw NoPort(line: line)
    }
    self.port = port
  }

  deinit {
    program.send(signal: SIGTERM)
  }

  /// One request on a connection of its own.
  func exchange(
    _ method: String, _ path: String, _ headers: [String] = ["Authorization: Bearer key"],
    body: String = ""
  ) throws -> Answer {
    let wire = try Wire(port)
    try wire.ask(method, path, headers + ["Connection: close"], body: body)
    return try Answer(wire.readToEnd())
  }

  func submit(
    _ model: String = "wavespeed-ai/veo2-i2v", version: Int = 3, prompt: String = "a man bows"
  ) throws -> Answer {
    let input: JSON = ["image": "https://example.com/a.png", "prompt": .string(prompt)]
    return try exchange("POST", "/api/v\(version)/\(model)", body: input.text)
  }

  func poll(_ id: String, version: Int = 3) throws -> Answer {
    try exchange("GET", "/api/v\(version)/predictions/\(id)/result")
  }

  /// Submits a prompt and answers what the first poll says.
  func result(of prompt: String, model: String = "wavespeed-ai/veo2-i2v") throws -> JSON {
    let id = try submit(model, prompt: prompt).data["id"]?.string ?? ""
    return try poll(id).data
  }

  func ledger() throws -> JSON { try exchange("GET", "/sim/ledger", []).json }

  func counter(_ name: String) throws -> Double? { try ledger()["counters"]?[name]?.double }

  func addFault(_ rule: String) throws {
    let answer = try exchange("POST", "/sim/faults", [], body: rule)
    guard answer.status == 200 else { throw RuleRefused(reason: answer.text) }
  }

  /// Asks the simulator again and again until it says so: what it does when nothing is sent can
  /// only be seen that way. The test's time limit ends it.
  func wait(until isTrue: (RunningSimulator) throws -> Bool) async throws {
    while try !isTrue(self) { try Task.checkCancellation() }
  }

  /// How many descriptors the program holds.
  func openFiles() throws -> Int {
    guard let directory = opendir("/proc/\(program.pid)/fd") else {
      throw NoPort(line: "no /proc/\(program.pid)/fd")
    }
    defer { closedir(directory) }
    var count = 0
    while readdir(directory) != nil { count += 1 }
    return count
  }

  func stop() throws -> Program.Ended {
    program.send(signal: SIGTERM)
    return try program.wait()
  }

  struct NoPort: Error {
    let line: String
  }

  struct RuleRefused: Error {
    let reason: String
  }
}
