extension String {
  /// The words of the text on lines of at most `width` columns; a longer word has its own line.
  /// What stands in single quotes is a command to be copied, and is one word where a line holds it.
  /// An empty line in the text stays an empty line; other line feeds are spaces.
  package func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    func endLine() {
      if !line.isEmpty { lines.append(line) }
      line = ""
    }
    for source in split(separator: "\n", omittingEmptySubsequences: false) {
      if source.isEmpty {
        endLine()
        lines.append("")
        continue
      }
      for word in words(of: source, fitting: width) {
        if line.isEmpty {
          line = word
        } else if line.columns + 1 + word.columns <= width {
          line += " " + word
        } else {
          endLine()
          line = word
        }
      }
    }
    endLine()
    return lines
  }
}

private func words(of text: Substring, fitting width: Int) -> [String] {
  var words: [String] = []
  var rest = text.split(separator: " ")[...]
  while let first = rest.first {
    var count = 1
    if first.first == "'", let end = rest.firstIndex(where: \.endsQuote) {
      let phrase = rest[...end].joined(separator: " ")
      if phrase.columns <= width { count = phrase.split(separator: " ").count }
    }
    words.append(rest.prefix(count).joined(separator: " "))
    rest = rest.dropFirst(count)
  }
  return words
}

extension Substring {
  /// `resume'` and `resume',`
  fileprivate var endsQuote: Bool {
    drop { $0 == "'" }.last { !",.;:)?".contains($0) } == "'"
  }
}
