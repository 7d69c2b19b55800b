import JSON

/// One thing that `doctor` has looked at, in words for a person.
struct Diagnosis: Equatable {
  /// `database`, `daemon`, `account`, …
  let subject: String
  let words: String

  /// What to do about it; nil when all is well.
  let remedy: String?

  static func well(_ subject: String, _ words: String) -> Diagnosis {
    Diagnosis(subject: subject, words: words, remedy: nil)
  }

  static func finding(_ subject: String, _ words: String, _ remedy: String) -> Diagnosis {
    Diagnosis(subject: subject, words: words, remedy: remedy)
  }

  var json: JSON {
    [
      "subject": .string(subject), "ok": .bool(remedy == nil), "what": .string(words),
      "remedy": remedy.map { .string($0) } ?? .null,
    ]
  }
}
