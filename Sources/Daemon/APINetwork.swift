package import HTTP
package import Media
import Spool
package import Store
package import WaveSpeed

/// The real API behind `Network`: adds the address and the key to a request, takes the key out of
/// whatever comes back.
package final class APINetwork: Network, Carrier {
  private let client: Client
  private let address: APIAddress
  package var key: APIKey

  private var exchanges: [ExchangeID: Departure] = [:]
  private var errands: [ExchangeID: Freight] = [:]
  private var delivered: [FileAnswer] = []
  private var nextID: UInt64 = 0

  /// A file that is under way, and kept open meanwhile.
  private enum Freight {
    case put(Digest, OpenFile)
    case output(OutputID, OpenFile)
    case body(Departure, OpenFile)
  }

  /// An exchange with the key that it was sent with: a new one may have been read before it ends.
  private struct Departure {
    let exchange: Exchange
    let key: APIKey
    let at: Uptime
  }

  package init(client: Client, address: APIAddress, key: APIKey) {
    self.client = client
    self.address = address
    self.key = key
  }

  package func send(_ request: APIRequest, as exchange: Exchange) {
    let id = newID()
    exchanges[id] = Departure(exchange: exchange, key: key, at: realTime().uptime)
    client.start(APINetwork.httpRequest(for: request, to: address, key: key), as: id)
  }

  private func newID() -> ExchangeID {
    defer { nextID += 1 }
    return ExchangeID(nextID)
  }

  /// What has ended since the last time.
  package func collect() -> [Answer] {
    client.finished().compactMap { finished in
      if let departure = exchanges.removeValue(forKey: finished.id) {
        return answer(to: departure, finished.ending)
      }
      switch errands.removeValue(forKey: finished.id) {
      case .body(let departure, _): return answer(to: departure, finished.ending)
      case .output(let output, _): delivered.append(.fetched(output, Fetched(finished)))
      case .put(let digest, _): delivered.append(.put(digest, delivery(of: finished.ending)))
      case nil: break
      }
      return nil
    }
  }

  private func answer(to departure: Departure, _ ending: Ending) -> Answer {
    Answer(departure.exchange, sentAt: departure.at, result(of: ending, without: departure.key))
  }

  /// What has ended with files, as far as `collect` has seen it.
  package func collectFiles() -> [FileAnswer] {
    defer { delivered = [] }
    return delivered
  }

  /// Ends a wait from any thread.
  package var wake: @Sendable () -> Void {
    let waker = client.waker
    return { waker.wake() }
  }

  /// Sleeps until something moves, one of `descriptors` is readable, or `limit` has passed.
  package func wait(upTo limit: Duration, alsoWatching descriptors: [WatchedDescriptor]) {
    _ = client.wait(upTo: limit, alsoWatching: descriptors)
  }

  static func httpRequest(
    for request: APIRequest, to address: APIAddress, key: APIKey?
  ) -> Request {
    var headers = [Header("Accept", "application/json")]
    if let key { headers.append(Header("Authorization", "Bearer \(key.text)")) }
    if request.method == .post { headers.append(Header("Content-Type", "application/json")) }
    return Request(
      request.method == .post ? .post : .get, address.url(for: request), headers: headers,
      body: .bytes(request.body),
      // libcurl may send a request on a kept connection twice by itself: a submission never.
      connection: request.purpose == .submit ? .fresh : .reusable,
      connectTimeout: request.purpose.connectDeadline,
      totalTimeout: request.purpose.answerDeadline,
      maximumReplyBytes: APINetwork.largestReply,
      allowedProtocols: address.isLoopback ? .httpToo : .httpsOnly)
  }

  package func put(
    _ file: OpenFile, bytes: Int, with ticket: UploadTicket, as digest: Digest
  ) {
    let id = newID()
    errands[id] = .put(digest, file)
    // How long the body is follows from the file; a ticket that said otherwise would be wrong.
    let headers = ticket.headers.filter { $0.name.lowercased() != "content-length" }
    client.start(
      Request(
        .put, ticket.url, headers: headers.map { Header($0.name, $0.value) },
        body: .file(descriptor: file.descriptor, length: bytes),
        // A place takes a file once: a PUT that libcurl sends again by itself would be refused.
        connection: .fresh,
        totalTimeout: .seconds(60) + APINetwork.timeOnASlowLine(forBytes: bytes),
        maximumReplyBytes: 1 << 20,
        addressPolicy: address.isLoopback ? .any : .publicOnly,
        allowedProtocols: address.isLoopback ? .httpToo : .httpsOnly),
      as: id)
  }

  package func fetch(_ fetch: Fetch, into file: OpenFile, as output: OutputID) {
    let id = newID()
    errands[id] = .output(output, file)
    var headers = [Header("Accept", "*/*")]
    if let part = fetch.part {
      headers += [Header("Range", "bytes=\(part.bytes)-"), Header("If-Range", part.tag)]
    }
    client.start(
      Request(
        .get, fetch.url, headers: headers, connection: .reusable,
        // A film that takes longer is continued.
        totalTimeout: .seconds(600), maximumReplyBytes: fetch.mostBytes,
        addressPolicy: address.isLoopback ? .any : .publicOnly,
        allowedProtocols: address.isLoopback ? .httpToo : .httpsOnly,
        sink: .file(descriptor: file.descriptor)),
      as: id)
  }

  package func send(_ request: APIRequest, body: OpenFile, bytes: Int, as exchange: Exchange) {
    let id = newID()
    errands[id] = .body(Departure(exchange: exchange, key: key, at: realTime().uptime), body)
    var http = APINetwork.httpRequest(for: request, to: address, key: key)
    http.body = .file(descriptor: body.descriptor, length: bytes)
    http.totalTimeout += APINetwork.timeOnASlowLine(forBytes: bytes)
    client.start(http, as: id)
  }

  /// What a line of 100 kB a second needs.
  private static func timeOnASlowLine(forBytes bytes: Int) -> Duration {
    .milliseconds(bytes / 100)
  }

  private func delivery(of ending: Ending) -> FileAnswer.Delivery {
    switch ending {
    case .replied(let reply):
      .replied(status: reply.status, String(decoding: reply.body.prefix(200), as: UTF8.self))
    case .failed(let failure): .failed(failure.message)
    }
  }

  /// An output inside an answer is the largest that is of use: 24 MB of it, as Base64.
  private static let largestReply = 32 << 20

  private func result(of ending: Ending, without key: APIKey) -> Answer.Result {
    switch ending {
    case .replied(let reply): .replied(APINetwork.reply(reply, without: key))
    case .failed(let failure):
      .failed(failure.message, mayHaveArrived: failure.requestMayHaveArrived)
    }
  }

  static func reply(_ reply: Reply, without key: APIKey?) -> APIReply {
    APIReply(
      status: reply.status, body: key?.removed(from: reply.body) ?? reply.body,
      retryAfter: reply.headers["Retry-After"], date: reply.headers["Date"])
  }
}

extension Fetched {
  fileprivate init(_ finished: Finished) {
    switch finished.ending {
    case .replied(let reply):
      self.init(reply)
    case .failed(let failure):
      self.init()
      if let cut = finished.cutReply { self.init(cut) }
      self.failure =
        switch failure.kind {
        case .tooLarge: .tooLarge
        case .refusedAddress: .forbidden(failure.message)
        case .other where !failure.requestMayHaveArrived: .forbidden(failure.message)
        case .file: .file(failure.message)
        case .resolve, .connect, .tls, .timeout, .cut, .other: .network(failure.message)
        }
    }
  }

  private init(_ reply: Reply) {
    self.init(status: reply.status)
    location = reply.headers["Location"]
    contentLength = reply.headers["Content-Length"].flatMap { Int($0) }
    contentRange = reply.headers["Content-Range"]
    // A weak tag says that two files look alike, not that they are the same bytes.
    let tag = reply.headers["ETag"].flatMap { $0.hasPrefix("W/") ? nil : $0 }
    self.tag = tag ?? reply.headers["Last-Modified"]
    if reply.headers["Accept-Ranges"]?.lowercased() == "none" { self.tag = nil }
  }
}
