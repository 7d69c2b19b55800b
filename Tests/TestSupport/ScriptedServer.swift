/// A TCP server on loopback that does to each connection exactly what its script says, so that a
/// test can cut a reply where it hurts.
///
///     let server = try ScriptedServer(
///       [.read, .reply("first"), .read, .close],
///       [.read, .reply("second")])
///
/// The first connection plays the first script, and so on; further connections play the last one.
/// A script's end closes the connection. What no longer happens is given up after a long patience,
/// so that a broken client fails a test instead of hanging it.
package final class ScriptedServer: Sendable {
  package let port: UInt16
  package var url: String { "http://127.0.0.1:\(port)" }
  private let playhouse: Playhouse

  package init(_ scripts: [Step]...) throws(SocketError) {
    precondition(!scripts.isEmpty, "a server needs a script")
    let (listener, port) = try listenOnLoopback()
    self.port = port
    playhouse = Playhouse(scripts, listener: listener)
    playhouse.open()
  }

  deinit { playhouse.close() }

  /// Every request read so far, in the order in which they were read.
  package var requests: [Received] { playhouse.requests }

  /// How many connections were accepted so far; after `stop`, how many there were at all.
  package var connections: Int { playhouse.connections }

  /// Returns once every connection accepted so far has played its script to the end.
  package func settle() { playhouse.settle() }

  /// Breaks off every script and accepts no more. Nothing is recorded after it has returned.
  package func stop() { playhouse.close() }
}
