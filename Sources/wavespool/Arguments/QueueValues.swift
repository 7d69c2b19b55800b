import Spool
package import Terminal

// The kinds of value that come from the queue: what they are called, read and completed with.

extension Completion {
  static let models = Completion.listedByProgram("models")
  static let jobs = Completion.listedByProgram("jobs")
  static let tags = Completion.listedByProgram("tags")
  static let configKeys = Completion.listedByProgram("config-keys")
}

extension ValueKind<String> {
  /// A model's path or a suffix of it: which model that is, only the catalog knows.
  static var model: Self { .text("MODEL", completion: .models) }
  static var tag: Self { .text("TAG", completion: .tags) }
  static var dedupKey: Self { .text("KEY") }
}

extension ValueKind<JobID> {
  static var job: Self {
    ValueKind("ID", completion: .jobs) { text throws(BadValue) in
      guard let number = Int64(text), number > 0 else {
        throw BadValue("\(quoted(text)) is not a job id", hint: "'wavespool list' shows the ids.")
      }
      return JobID(number)
    }
  }
}

extension ValueKind<Money> {
  static var dollars: Self { ValueKind<Int64>.microDollars.map { Money(micros: $0) } }
}

extension ValueKind<Timestamp> {
  static var time: Self {
    ValueKind("TIME") { text throws(BadValue) in
      if let time = Timestamp(text) { return time }
      throw BadValue(
        "\(quoted(text)) is not a time", hint: "Say it like '2026-04-01 12:30' (UTC).")
    }
  }
}

/// A beginning: so long before now, or a moment.
enum Since: Equatable, Sendable {
  case ago(Duration)
  case at(Timestamp)
}

extension ValueKind<Since> {
  static var since: Self {
    ValueKind("DURATION|TIME") { text throws(BadValue) in
      if let time = Timestamp(text) { return .at(time) }
      do throws(BadValue) {
        return .ago(try ValueKind<Duration>.duration.read(text))
      } catch {
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        throw BadValue(
          isNumber ? error.reason : "\(quoted(text)) is neither a length of time nor a moment",
          hint: isNumber ? error.hint : "Say it like 2h or '2026-04-01 12:30' (UTC).")
      }
    }
  }
}

extension ValueKind<[Status]> {
  static var statuses: Self { ValueKind<Status>.choice("S").list }
  static var endedStatuses: Self { ValueKind<Status>.choice("S") { $0.hasEnded }.list }
}

/// One input of a model as typed: `KEY=VALUE`, where `@FILE` stands for what is in a file.
package struct Assignment: Equatable, Sendable {
  package let key: String
  package let value: String
}

extension ValueKind<Assignment> {
  package static var assignment: Self {
    ValueKind("KEY=VALUE") { text throws(BadValue) in
      // By bytes: a value may begin with a mark that joins the sign before it into one character.
      guard let sign = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
        throw BadValue("\(quoted(text)) has no '='", hint: "Say it like seed=7.")
      }
      let key = text[..<sign]
      if key.isEmpty { throw BadValue("\(quoted(text)) has no key", hint: "Say it like seed=7.") }
      return Assignment(key: String(key), value: String(text[text.utf8.index(after: sign)...]))
    }
  }
}
