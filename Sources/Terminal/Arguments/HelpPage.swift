/// Help laid out: sections of two columns where there is room, one below the other where not.
struct HelpPage {
  private let width: Int
  private let colour: Bool
  private(set) var lines: [String] = []

  init(width: Int, colour: Bool) {
    self.width = max(width, 20)
    self.colour = colour
  }

  /// A heading with text beside it, further lines below the text.
  mutating func hanging(_ heading: String, _ text: String) {
    let indent = heading.columns + 1
    for (place, line) in text.wrapped(to: width - indent).enumerated() {
      lines.append((place == 0 ? painted(heading) + " " : spaces(indent)) + line)
    }
  }

  mutating func paragraphs(_ text: String) {
    if text.isEmpty { return }
    lines += [""] + text.wrapped(to: width)
  }

  /// Sections of one kind, their texts in one column.
  mutating func sections(_ sections: [(title: String, rows: [Row])]) {
    let widest = sections.flatMap(\.rows).reduce(0) { max($0, $1.name.columns) }
    for section in sections { self.section(section.title, section.rows, atLeast: widest) }
  }

  typealias Row = (name: String, text: String)

  mutating func section(_ title: String, _ rows: [Row], atLeast widest: Int = 0) {
    if rows.isEmpty { return }
    lines += ["", painted(title + ":")]
    // A name longer than this has its text on the next line, as in most manuals.
    let column = min(rows.reduce(widest) { max($0, $1.name.columns) }, 26) + 4
    for row in rows {
      let hasRoom = width >= 60
      let indent = hasRoom ? column : 8
      let text = row.text.wrapped(to: width - indent)
      if hasRoom, row.name.columns <= column - 4, let first = text.first {
        lines.append("  " + row.name.padded(to: column - 2) + first)
        lines += text.dropFirst().map { spaces(indent) + $0 }
      } else {
        lines.append("  " + (hasRoom ? row.name : row.name.trimmingStart))
        lines += text.map { spaces(indent) + $0 }
      }
    }
  }

  mutating func examples(_ examples: [Command.Example]) {
    if examples.isEmpty { return }
    lines += ["", painted(examples.count == 1 ? "Example:" : "Examples:")]
    for example in examples {
      if !example.caption.isEmpty {
        lines += example.caption.wrapped(to: width - 2).map { "  " + $0 }
      }
      lines += shellLines(example.line, width: width - 4).map { "    " + $0 }
    }
  }

  private func painted(_ heading: String) -> String {
    colour ? Style.bold.painted(heading) : heading
  }
}

/// A command over several lines as a shell takes it: cut between words, never inside quotes.
private func shellLines(_ command: String, width: Int) -> [String] {
  var words = [""]
  var quote: Character?
  for character in command {
    if character == " ", quote == nil {
      words.append("")
      continue
    }
    if character == quote {
      quote = nil
    } else if quote == nil, character == "'" || character == "\"" {
      quote = character
    }
    words[words.count - 1].append(character)
  }
  var lines: [String] = []
  for (place, word) in words.enumerated() {
    // All lines but the last end in ` \`.
    let room = place == words.count - 1 ? width : width - 2
    if let last = lines.last, (last + " " + word).columns <= room {
      lines[lines.count - 1] += " " + word
    } else {
      lines.append((lines.isEmpty ? "" : "  ") + word)
    }
  }
  return lines.enumerated().map { $0.offset < lines.count - 1 ? $0.element + " \\" : $0.element }
}

private func spaces(_ count: Int) -> String {
  String(repeating: " ", count: count)
}

extension String {
  fileprivate var trimmingStart: String {
    String(drop { $0 == " " })
  }
}
