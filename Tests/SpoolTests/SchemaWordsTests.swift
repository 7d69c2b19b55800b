import Migrations
import Spool
import Testing

/// The CHECKs say again what the enums say; here the two are compared.
@Suite struct `The schema's words` {
  private let schema = Migrations.steps.joined()

  @Test func `for a job's status are the code's`() throws {
    try #require(words(after: "status must be queued", list: "CHECK (") == Status.words)
  }

  @Test func `for an attempt's outcome are the code's`() throws {
    try #require(
      words(after: "one of the ledger's words", list: "CHECK (") == Outcome.words)
  }

  @Test func `for what happened are the code's`() throws {
    try #require(
      words(after: "one of the log's words", list: "CHECK (") == EventKind.words)
  }

  @Test func `for who did it are the code's`() throws {
    try #require(words(after: "an event's actor must be", list: "CHECK (") == Actor.words)
  }

  @Test func `for a pause's reason are the code's`() throws {
    try #require(
      words(after: "a pause has a known reason", list: "CHECK (") == Pause.Reason.words)
  }

  @Test func `for what is live are the code's`() throws {
    let live = Outcome.allCases.filter(\.isLive).map(\.rawValue).sorted()
    #expect(words(ofIndex: "attempts_live") == live)
  }

  @Test func `for what has ended are the code's`() throws {
    let ended = Status.allCases.filter(\.hasEnded).map(\.rawValue).sorted()
    #expect(words(ofIndex: "jobs_ended") == ended)
    let open = Status.allCases.filter { !$0.hasEnded }.map(\.rawValue).sorted()
    #expect(words(ofIndex: "jobs_dedup") == open)
  }

  /// The quoted words in the parenthesis that the first `list` after `anchor` opens, sorted.
  private func words(after anchor: String, list: String) -> [String] {
    guard let rest = tail(of: schema[...], after: anchor), let open = tail(of: rest, after: list)
    else { return [] }
    var depth = 1
    let inside = open.prefix { character in
      depth += character == "(" ? 1 : character == ")" ? -1 : 0
      return depth > 0
    }
    return quoted(in: inside)
  }

  /// The quoted words of an index's condition, sorted.
  private func words(ofIndex name: String) -> [String] {
    tail(of: schema[...], after: " INDEX \(name) ON ").map { quoted(in: $0.prefix { $0 != ";" }) }
      ?? []
  }

  private func quoted(in text: Substring) -> [String] {
    text.split(separator: "'", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }.sorted()
  }

  private func tail(of text: Substring, after mark: String) -> Substring? {
    guard let found = text.firstRange(of: mark) else { return nil }
    return text[found.upperBound...]
  }
}

extension CaseIterable where Self: RawRepresentable, RawValue == String {
  fileprivate static var words: [String] { allCases.map(\.rawValue).sorted() }
}
