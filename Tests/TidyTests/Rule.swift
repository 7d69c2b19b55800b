import Testing

/// A rule of the house about single files. It carries samples that break it and samples that keep
/// it: a rule that cannot fail says nothing.
struct Rule: Sendable, CustomTestStringConvertible {
  let says: String
  let place: Place
  let broken: [SourceFile]
  let kept: [SourceFile]

  /// The lines, counted from 1, that break the rule, each with what is wrong there.
  let findings: @Sendable (SourceFile) -> [(line: Int, what: String)]

  var testDescription: String { says }

  /// What breaks the rule in `file`, as an editor can jump to it; nothing where it does not look.
  func check(_ file: SourceFile) -> [String] {
    guard place.contains(file) else { return [] }
    return findings(file).map { "\(file.path):\($0.line): \($0.what)" }
  }

  /// A rule that looks at each line by itself.
  static func line(
    _ says: String, in place: Place, at view: @escaping @Sendable (SourceFile) -> [String],
    broken: [SourceFile], kept: [SourceFile], _ breaks: @escaping @Sendable (String) -> Bool
  ) -> Rule {
    Rule(says: says, place: place, broken: broken, kept: kept) { file in
      zip(1..., view(file)).filter { breaks($0.1) }
        .map { ($0.0, $0.1.isEmpty ? says : trimmed($0.1)) }
    }
  }
}

func trimmed(_ text: some StringProtocol) -> String {
  let start = text.drop { $0 == " " || $0 == "\t" }
  return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
}
