package import HTTP
package import WaveSpeed

/// The real API behind `Network`: adds the address and the key to a request, takes the key out of
/// whatever comes back.
package final class APINetwork: Network {
  private let client: Client
  private let address: APIAddress
  package var key: APIKey

  /// Each with the key that it was sent with: a new one may have been read before it ends.
  private var exchanges: [ExchangeID: (exchange: Exchange, key: APIKey)] = [:]
  private var nextID: UInt64 = 0

  package init(client: Client, address: APIAddress, key: APIKey) {
    self.client = client
    self.address = address
    self.key = key
  }

  package func send(_ request: APIRequest, as exchange: Exchange) {
    let id = ExchangeID(nextID)
    nextID += 1
    exchanges[id] = (exchange, key)
    client.start(APINetwork.httpRequest(for: request, to: address, key: key), as: id)
  }

  /// What has ended since the last time.
  package func collect() -> [Answer] {
    client.finished().compactMap { finished in
      exchanges.removeValue(forKey: finished.id).map { exchange, key in
        Answer(exchange, result(of: finished.ending, without: key))
      }
    }
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

  /// A page of history with its inputs is the largest reply that is of use.
  private static let largestReply = 16 << 20

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
