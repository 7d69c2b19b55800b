import Glibc
import HTTP
import JSON
import TestSupport

/// The simulated API, which knows what was really charged.
final class Witness {
  let url: String
  private let program: Program
  private let client = Client(userAgent: "witness")

  /// A charge, whatever the daemon knows of it.
  struct Charge {
    let prediction: String
    let body: String
    let status: String
  }

  init(seed: UInt64) throws {
    program = try Program(
      try Program.built("wavespool-sim"),
      [
        "--latency", "100ms..900ms", "--seed", "\(seed)", "--output-size", "2000",
        // Charged at once, told late: the moments that matter are long enough to be hit.
        "--fault", "submit: late=250ms",
      ])
    let line = try program.readLine()
    guard let start = line.firstRange(of: "http://") else { throw Silent(line: line) }
    url = String(line[start.lowerBound...])
  }

  deinit {
    program.send(signal: SIGTERM)
  }

  func charges() throws -> [Charge] {
    let ledger = try JSON(parsing: get("/sim/ledger?limit=1000000"))
    return try (ledger["predictions"]?.array ?? []).map { entry in
      guard let prediction = entry["id"]?.string, let body = entry["body"]?.string,
        let status = entry["status"]?.string
      else { throw Silent(line: "a ledger that cannot be read") }
      return Charge(prediction: prediction, body: body, status: status)
    }
  }

  private func get(_ path: String) throws -> [UInt8] {
    client.start(
      Request(
        .get, url + path, connection: .fresh, totalTimeout: .seconds(60),
        maximumReplyBytes: 64 << 20, allowedProtocols: .httpToo), as: ExchangeID(0))
    while true {
      _ = client.wait(upTo: .seconds(60))
      guard let finished = client.finished().first else { continue }
      switch finished.ending {
      case .replied(let reply): return reply.body
      case .failed(let failure): throw Silent(line: failure.message)
      }
    }
  }

  struct Silent: Error {
    let line: String
  }
}
