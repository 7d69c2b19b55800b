/// One request, complete: everything the exchange may do is said here, before it starts.
package struct Request: Sendable {
  package var method: Method
  package var url: String
  package var headers: [Header]
  package var body: Body
  package var connection: Connection
  package var connectTimeout: Duration
  package var totalTimeout: Duration

  /// A reply larger than this is refused, counted as decoded: a small gzip cannot unfold past it.
  package var maximumReplyBytes: Int

  package var addressPolicy: AddressPolicy
  package var allowedProtocols: Protocols
  package var sink: Sink

  package init(
    _ method: Method, _ url: String, headers: [Header] = [], body: Body = .bytes([]),
    connection: Connection, connectTimeout: Duration = .seconds(10),
    totalTimeout: Duration, maximumReplyBytes: Int, addressPolicy: AddressPolicy = .any,
    allowedProtocols: Protocols = .httpsOnly, sink: Sink = .memory
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.connection = connection
    self.connectTimeout = connectTimeout
    self.totalTimeout = totalTimeout
    self.maximumReplyBytes = maximumReplyBytes
    self.addressPolicy = addressPolicy
    self.allowedProtocols = allowedProtocols
    self.sink = sink
  }
}

extension Request {
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
  }

  package enum Body: Sendable {
    case bytes([UInt8])

    /// Read from its start with `pread`, so the descriptor's own position is neither used nor moved.
    /// The caller keeps it open until the exchange has ended or was dropped.
    case file(descriptor: Int32, length: Int)
  }

  /// libcurl sends a request again by itself, a POST too, when a kept connection turns out to be
  /// closed before the first byte of an answer. What must not arrive twice travels `.fresh`.
  package enum Connection: Sendable {
    /// A connection of its own, used once, in HTTP/1.1: an HTTP/2 stream that is refused would be
    /// sent again too. Starts at once, never behind other exchanges.
    case fresh

    /// A kept connection where there is one. At most `Client.lanes` of these run against one origin
    /// at a time; the others wait their turn, and their deadlines begin when it comes.
    case reusable
  }

  /// Which machines may be spoken to. A proxy that is in use speaks to them instead of us: then only
  /// the host in the URL can be judged, not what its name stands for.
  package enum AddressPolicy: Sendable {
    case any
    case publicOnly
  }

  package enum Protocols: Sendable {
    case httpsOnly
    case httpToo
  }

  /// Where the body of a reply goes.
  package enum Sink: Sendable {
    case memory

    /// The body of a 2xx reply is written at the descriptor's position; that of any other status is
    /// kept in memory. The caller keeps the descriptor open until the exchange has ended or was
    /// dropped. What was written before a failure stays: the caller truncates.
    case file(descriptor: Int32)
  }
}

package struct Header: Equatable, Sendable {
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
