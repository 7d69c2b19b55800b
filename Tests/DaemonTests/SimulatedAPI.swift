import Glibc
import HTTP
import JSON
import TestSupport

/// The simulator, running: the API and the witness of what was paid.
final class SimulatedAPI {
  let url: String
  private let program: Program
  private let client = Client(userAgent: "witness")

  init(_ arguments: String...) throws {
    program = try Program(
      try Program.built("wavespool-sim"), ["--latency", "50ms", "--seed", "1"] + arguments)
    let line = try program.readLine()
    guard let start = line.firstRange(of: "http://") else { throw Silent(line: line) }
    url = String(line[start.lowerBound...])
  }

  deinit {
    program.send(signal: SIGTERM)
  }

  func ledger() throws -> JSON { try JSON(parsing: get("/sim/ledger")) }

  func counter(_ name: String) throws -> Double? { try ledger()["counters"]?[name]?.double }

  private func get(_ path: String) throws -> String {
    client.start(
      Request(
        .get, url + path, connection: .fresh, totalTimeout: Program.patience,
        maximumReplyBytes: 64 << 20, allowedProtocols: .httpToo), as: ExchangeID(0))
    while true {
      _ = client.wait(upTo: Program.patience)
      guard let finished = client.finished().first else { continue }
      switch finished.ending {
      case .replied(let reply): return String(decoding: reply.body, as: UTF8.self)
      case .failed(let failure): throw Silent(line: failure.message)
      }
    }
  }

  struct Silent: Error {
    let line: String
  }
}
