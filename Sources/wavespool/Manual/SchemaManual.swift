import Store
import Terminal

/// `wavespool-schema(5)`, made from the schema itself: its comments, its columns and the sentences
/// that its constraints and triggers refuse with.
struct SchemaManual {
  private var page = Roff(
    "wavespool-schema", 5, "File formats", version: "wavespool \(Wavespool.program.version)")
  private var comment: [String] = []
  private var isAtStart = true

  static var text: String {
    var manual = SchemaManual()
    manual.page.section("Name")
    manual.page.paragraphs("wavespool-schema - the tables of wavespool's database")
    manual.page.section("Description")
    manual.read(schemaText)
    manual.page.section("See also")
    manual.page.paragraphs("wavespool(1), wavespoold(8), sqlite3(1)")
    return manual.page.text
  }

  private mutating func read(_ text: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
    while let line = lines.popFirst() {
      if line.hasPrefix("-----") {
        // A heading stands between two rules.
        if let title = lines.popFirst() {
          page.section(String(title.drop { $0 == "-" || $0 == " " }))
        }
        _ = lines.popFirst()
        comment = []
      } else if line.hasPrefix("--") {
        comment.append(String(line.drop { $0 == "-" || $0 == " " }))
      } else if line.isEmpty {
        if isAtStart { page.paragraphs(takeComment()) }
        comment = []
      } else {
        isAtStart = false
        var statement = [line]
        while !ends(statement), let next = lines.popFirst() { statement.append(next) }
        tell(statement)
        comment = []
      }
    }
  }

  /// A trigger has statements of its own inside, and ends with them.
  private func ends(_ statement: [String]) -> Bool {
    guard let first = statement.first, let last = statement.last else { return true }
    return first.hasPrefix("CREATE TRIGGER") ? last == "END;" : last.hasSuffix(";")
  }

  /// The comment's paragraphs, one line each.
  private mutating func takeComment() -> String {
    defer { comment = [] }
    return comment.split(separator: "", omittingEmptySubsequences: true)
      .map { $0.joined(separator: " ") }.joined(separator: "\n\n")
  }

  private mutating func tell(_ statement: [String]) {
    let words = statement[0].split(separator: " ")
    guard words.first == "CREATE", words.count > 2 else { return }
    switch words[1] {
    case "TABLE":
      page.subsection("Table \(words[2])")
      page.paragraphs(takeComment())
      tell(columns: Array(statement.dropFirst()))
    case "VIEW":
      page.subsection("View \(words[2])")
      page.paragraphs(takeComment())
    case "TRIGGER":
      let what = refusal(statement) ?? takeComment()
      if !what.isEmpty { page.term(String(words[2]), what) }
    default: break
    }
  }

  /// What a person is told who runs into it.
  private func refusal(_ trigger: [String]) -> String? {
    let text = trigger.joined(separator: "\n")
    guard let start = text.firstRange(of: "RAISE(ABORT, '"),
      let end = text[start.upperBound...].firstRange(of: "');")
    else { return nil }
    return "Refuses with: " + text[start.upperBound..<end.lowerBound].replacing("''", with: "'")
  }

  /// Each with its comment, before it or beside it, and the sentences of its constraints.
  private mutating func tell(columns lines: [String]) {
    var above: [String] = []
    var column: (name: String, words: [String])?
    func close(_ page: inout Roff) {
      guard let column else { return }
      let words = column.words.isEmpty ? ["May be null."] : column.words
      page.term(column.name, words.joined(separator: " "))
    }
    for line in lines {
      let (code, remark) = split(line)
      let words = code.split(separator: " ").map(String.init)
      if words.isEmpty {
        if let remark { above.append(remark) }
        continue
      }
      let isColumn =
        code.hasPrefix("  ") && !code.hasPrefix("   ") && words[0].first?.isLowercase == true
      if isColumn {
        close(&page)
        let type = words.dropFirst().first.map { $0.filter(\.isLetter) } ?? ""
        let isRequired = code.contains("NOT NULL") || code.contains("PRIMARY KEY")
        column = (
          "\(words[0]) \(type)",
          [isRequired ? "Never null." : ""].filter { !$0.isEmpty } + sentences(above)
        )
        above = []
      }
      if let rule = constraint(code) { column?.words.append(rule) }
      if let remark { column?.words += sentences([remark]) }
    }
    close(&page)
  }

  /// The code of a line, and what stands behind it as a comment.
  private func split(_ line: String) -> (code: String, remark: String?) {
    guard let place = line.firstRange(of: "-- ") else { return (line, nil) }
    return (String(line[..<place.lowerBound]), String(line[place.upperBound...]))
  }

  /// The name of a constraint is the sentence that a person reads when it fails.
  private func constraint(_ code: String) -> String? {
    guard let start = code.firstRange(of: "CONSTRAINT \""),
      let end = code[start.upperBound...].firstIndex(of: "\"")
    else { return nil }
    return sentences([String(code[start.upperBound..<end])]).first
  }

  private func sentences(_ lines: [String]) -> [String] {
    let text = lines.joined(separator: " ")
    guard let first = text.first else { return [] }
    // A column's name stays as it is.
    let begun = text.prefix { $0 != " " }.contains("_") ? "\(first)" : first.uppercased()
    return [begun + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")]
  }
}
