/// How an output is asked for.
package struct Fetch: Equatable, Sendable {
  package let url: String

  /// What is there already, to be continued; nil for all of it.
  package let part: Part?

  /// More than this is refused.
  package let mostBytes: Int

  package init(_ url: String, part: Part? = nil, mostBytes: Int) {
    self.url = url
    self.part = part
    self.mostBytes = mostBytes
  }
}

/// The beginning of a file, and by what the server will know whether the rest belongs to it.
package struct Part: Equatable, Sendable {
  package let bytes: Int

  /// An `ETag`, or the time of the last change.
  package let tag: String

  /// How long the file is, where the server has said so.
  package let total: Int?

  package init(bytes: Int, tag: String, total: Int?) {
    self.bytes = bytes
    self.tag = tag
    self.total = total
  }
}

/// What came of asking.
package struct Fetched: Equatable, Sendable {
  /// Of the reply, as far as it came; nil when none did.
  package var status: Int?
  package var location: String?
  package var tag: String?
  package var contentLength: Int?
  package var contentRange: String?
  package var failure: Failure?

  package init(status: Int? = nil) {
    self.status = status
  }

  package enum Failure: Equatable, Sendable {
    case tooLarge

    /// It may not be asked for: no https, an address that is not public.
    case forbidden(String)

    /// The file that it was to be written to failed.
    case file(String)

    /// No connection, cut, too slow.
    case network(String)
  }
}
