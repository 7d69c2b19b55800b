/// The caller's name for an exchange: unique among those in flight.
package struct ExchangeID: Hashable, Sendable {
  package let rawValue: UInt64

  package init(_ rawValue: UInt64) {
    self.rawValue = rawValue
  }
}

/// How an exchange ended.
package enum Ending: Sendable {
  /// A whole reply, of any status.
  case replied(Reply)
  case failed(Failure)
}

/// Why there is no whole reply.
package struct Failure: Equatable, Sendable, Error {
  /// Whether any of the request can have reached the other side. False is a proof, true a doubt.
  package let requestMayHaveArrived: Bool
  package let kind: Kind

  /// For a person. Never holds a header, a body or more of the URL than its host.
  package let message: String

  package init(requestMayHaveArrived: Bool, kind: Kind, message: String) {
    self.requestMayHaveArrived = requestMayHaveArrived
    self.kind = kind
    self.message = message
  }

  package enum Kind: Equatable, Sendable {
    case resolve
    case connect
    case tls
    case timeout
    case tooLarge

    /// The connection ended before the reply did.
    case cut
    case refusedAddress

    /// Reading or writing the caller's own file failed.
    case file
    case other
  }
}

/// An exchange that is over, reported once.
package struct Finished: Sendable {
  package let id: ExchangeID
  package let ending: Ending

  /// From its first act on the network; time spent waiting for a lane is not in it.
  package let elapsed: Duration

  /// The status and the headers of a reply that was cut inside its body: how the part that came
  /// may be continued. Nil where there were none, or the reply is whole.
  package let cutReply: Reply?

  package init(id: ExchangeID, ending: Ending, elapsed: Duration, cutReply: Reply? = nil) {
    self.id = id
    self.ending = ending
    self.elapsed = elapsed
    self.cutReply = cutReply
  }
}
