extension ScriptedServer {
  /// One thing the server does to a connection.
  package enum Step: Sendable {
    /// Read one whole request, and record it.
    case read

    case send([UInt8], times: Int = 1)

    /// Go on when the test opens the gate.
    case hold(Gate)

    /// Call the test, on the connection's thread: to wake it, say.
    case call(@Sendable () -> Void)

    /// Close in good order.
    case close

    /// Close so that the other side sees a reset.
    case reset

    /// Read and forget until the other side closes.
    case untilPeerCloses

    /// Start this script over; it ends when there is nobody to read from.
    case again

    package static func send(_ text: String) -> Step { .send(Array(text.utf8)) }

    /// A whole reply of known length, on a connection that stays.
    package static func reply(
      _ body: String = "", status: Int = 200, headers: [String] = []
    ) -> Step {
      let head = ["HTTP/1.1 \(status) Scripted", "Content-Length: \(body.utf8.count)"] + headers
      return .send(head.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }
  }

  /// A request as it arrived.
  package struct Received: Sendable {
    /// Counted from 0, in the order of acceptance.
    package let connection: Int

    /// The request line and the headers, without the blank line.
    package let head: String

    /// As far as 1 MiB; `bodyBytes` is how long it was.
    package let body: [UInt8]
    package let bodyBytes: Int

    package var line: String { String(head.prefix { !$0.isNewline }) }
    package var text: String { String(decoding: body, as: UTF8.self) }

    package func header(_ name: String) -> String? {
      head.split(whereSeparator: \.isNewline).dropFirst()
        .map { $0.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false) }
        .first { $0[0].lowercased() == name.lowercased() }
        .map { String($0[1].drop { $0 == " " }) }
    }
  }
}
