import Daemon
import HTTP
import Spool
import TestSupport
import Testing
import WaveSpeed

@Suite struct `A prediction whose outputs are in the reply` {
  /// Eighteen megabytes of Base64, as an API sends them that was asked for it.
  @Test func `is read to its end, though that is longer than any other reply may be`() throws {
    let film = [UInt8](repeating: UInt8(ascii: "A"), count: 18 << 20)
    let body =
      Array(
        #"{"code":200,"data":{"id":"p1","status":"completed","outputs":["data:video/mp4;base64,"#
          .utf8) + film + Array(#""]}}"#.utf8)
    let server = try ScriptedServer(
      [.read, .send("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n"), .send(body)])
    let network = APINetwork(
      client: Client(userAgent: "test"), address: try APIAddress(server.url),
      key: try APIKey(environment: ["WAVESPEED_API_KEY": "k"]))
    network.send(.result(PredictionID("p1"), .v3), as: .poll(AttemptID(JobID(1), 1)))

    var answers: [Answer] = []
    while answers.isEmpty {
      network.wait(upTo: .seconds(60), alsoWatching: [])
      answers = network.collect()
    }

    guard case .replied(let reply) = answers[0].result else {
      Issue.record("\(answers[0].result)")
      return
    }
    #expect(reply.body.count == body.count)
    server.stop()
  }
}
