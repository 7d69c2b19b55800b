package import Media
package import Prometheus
package import Store
package import WaveSpeed

/// The part of the world where files are: kept pictures, saved films, and the way between them and
/// the network. A turn without it sends no pictures of this machine and saves nothing.
package struct FileWorld {
  package let pictures: MediaStore

  /// Nil where nothing is saved.
  package let outputs: OutputFolder?
  package let carrier: any Carrier
  package let bench: any Bench

  /// Which API this is: it knows only the pictures that were given to itself.
  package let api: String

  /// Nil where nobody wants one.
  package let metrics: MetricsFile?

  package init(
    pictures: MediaStore, outputs: OutputFolder?, carrier: any Carrier, bench: any Bench,
    api: String, metrics: MetricsFile? = nil
  ) {
    self.metrics = metrics
    self.pictures = pictures
    self.outputs = outputs
    self.carrier = carrier
    self.bench = bench
    self.api = api
  }
}

/// Carries whole files over the network. Each call ends exactly once, with an answer in a later turn.
package protocol Carrier: AnyObject {
  /// PUTs a file where the ticket says: another's host, so without the key.
  func put(_ file: OpenFile, bytes: Int, with ticket: UploadTicket, as digest: Digest)

  /// GETs an output: no key, no cookie, no redirect followed. A 2xx reply's body is written to the
  /// file at its end.
  func fetch(_ fetch: Fetch, into file: OpenFile, as output: OutputID)

  /// Like `Network.send`, with a body that is too long to be held in memory.
  func send(_ request: APIRequest, body: OpenFile, bytes: Int, as exchange: Exchange)
}

/// Does what would hold up the turn: hashing, and waiting for the disk. One errand after the other;
/// each ends exactly once, with an answer in a later turn.
package protocol Bench: AnyObject {
  func start(_ errand: Errand)
}

/// The end of something that was done with a file.
package enum FileAnswer: Sendable {
  case put(Digest, Delivery)
  case fetched(OutputID, Fetched)
  case done(Errand.Outcome)

  package enum Delivery: Equatable, Sendable {
    /// The text is the beginning of what was said.
    case replied(status: Int, String)
    case failed(String)
  }
}
