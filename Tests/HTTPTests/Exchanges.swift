import HTTP
import Testing

// What the tests of this target say often.

extension Client {
  static func forTests(
    proxies: ProxySettings = .none, lanes: Int = Client.lanes, pinnedNames: [String] = [],
    certificateBundle: String? = nil
  ) -> Client {
    Client(
      userAgent: "wavespool-tests", certificateBundle: certificateBundle, proxies: proxies,
      lanes: lanes, pinnedNames: pinnedNames)
  }

  /// Runs one exchange to its end.
  func ending(of request: Request) throws -> Ending {
    start(request, as: .alone)
    return try #require(endings(1)[.alone])
  }

  func reply(to request: Request) throws -> Reply {
    switch try ending(of: request) {
    case .replied(let reply): return reply
    case .failed(let failure): throw failure
    }
  }

  func failure(of request: Request) throws -> Failure {
    switch try ending(of: request) {
    case .replied(let reply): throw Unexpected(reply: reply)
    case .failed(let failure): return failure
    }
  }

  /// Takes turns until so many exchanges have ended.
  func endings(_ count: Int) -> [ExchangeID: Ending] {
    var endings: [ExchangeID: Ending] = [:]
    while endings.count < count {
      for finished in finished() { endings[finished.id] = finished.ending }
      if endings.count < count { _ = wait(upTo: nil) }
    }
    return endings
  }

  /// Takes turns until something has become true; whoever makes it true uses the waker.
  func turn(until isTrue: () -> Bool) -> [Finished] {
    var ended: [Finished] = []
    while !isTrue() {
      ended += finished()
      if !isTrue() { _ = wait(upTo: nil) }
    }
    return ended + finished()
  }
}

struct Unexpected: Error {
  let reply: Reply
}

extension ExchangeID {
  static let alone = ExchangeID(7)
}

extension Reply {
  var text: String { String(decoding: body, as: UTF8.self) }
}

extension Request {
  /// A submission as the daemon makes one: on its own connection.
  static func submit(
    _ url: String, body: String = "{}", within limit: Duration = .seconds(30)
  ) -> Request {
    Request(
      .post, url, headers: [Header("Content-Type", "application/json")],
      body: .bytes(Array(body.utf8)), connection: .fresh, totalTimeout: limit,
      maximumReplyBytes: 1 << 20, allowedProtocols: .httpToo)
  }

  static func poll(
    _ url: String, within limit: Duration = .seconds(30), atMost bytes: Int = 1 << 20
  ) -> Request {
    Request(
      .get, url, connection: .reusable, totalTimeout: limit, maximumReplyBytes: bytes,
      allowedProtocols: .httpToo)
  }
}
