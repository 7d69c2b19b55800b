package import Media
package import Spool
package import WaveSpeed

/// One request that is under way, by what waits for its answer.
package enum Exchange: Hashable, Sendable {
  case submit(AttemptID)
  case poll(AttemptID)
  case balance

  /// Looks for submissions of a model whose answers were lost.
  case history(ModelName)
  case billing(ModelName)
  case quote(Quotes.Key)

  /// Compares a restored database with what the API remembers.
  case comparison

  /// Joins what was charged to the ledger.
  case bills

  /// Asks for a place to put a picture.
  case place(Digest)
}

/// The end of one.
package struct Answer: Equatable, Sendable {
  package let exchange: Exchange

  /// When the request left.
  package let sentAt: Uptime
  package let result: Result

  package enum Result: Equatable, Sendable {
    case replied(APIReply)
    case failed(String, mayHaveArrived: Bool)
  }

  package init(_ exchange: Exchange, sentAt: Uptime, _ result: Result) {
    self.exchange = exchange
    self.sentAt = sentAt
    self.result = result
  }
}

/// Where requests leave and answers come from: the real API, or the simulation's.
package protocol Network: AnyObject {
  /// Begins an exchange. It ends exactly once, with an answer in a later turn.
  func send(_ request: APIRequest, as exchange: Exchange)
}

/// All of the world that a turn needs, so that the same turn runs in the real one and in others.
package struct World {
  package let now: () -> (wall: Timestamp, uptime: Uptime)

  /// At least 0, less than 1.
  package let roll: () -> Double
  package let network: any Network

  /// Keeps, outside of the database, how often daemons had committed when a submission leaves, and
  /// when the newest one left whose answer is missing: how the next life tells that the database was
  /// put back to an earlier time, and what it may then still wait for.
  package let keepOutside: (_ commits: Int64, _ unanswered: Timestamp?) -> Void

  /// Whether somebody else is writing to the database at this moment; nil when nobody can tell.
  package let isBeingWritten: () -> Bool?
  package let log: Log
  package let files: FileWorld?

  /// How many submissions may be on the wire at once, each on a connection of its own; nil where
  /// nothing but the limits bounds them.
  package let mostOnTheWire: Int?

  package init(
    now: @escaping () -> (wall: Timestamp, uptime: Uptime), roll: @escaping () -> Double,
    network: any Network, log: Log, files: FileWorld? = nil,
    keepOutside: @escaping (Int64, Timestamp?) -> Void = { _, _ in },
    isBeingWritten: @escaping () -> Bool? = { nil }, mostOnTheWire: Int? = nil
  ) {
    self.mostOnTheWire = mostOnTheWire
    self.isBeingWritten = isBeingWritten
    self.keepOutside = keepOutside
    self.files = files
    self.now = now
    self.roll = roll
    self.network = network
    self.log = log
  }

  var moment: Moment {
    let (wall, uptime) = now()
    return Moment(wall: wall, uptime: uptime, roll: roll())
  }
}
