extension String {
  /// The words of the text on lines of at most `width` columns; a longer word has its own line.
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
      for word in source.split(separator: " ") {
        if line.isEmpty {
          line = String(word)
        } else if line.columns + 1 + word.columns <= width {
          line += " " + word
        } else {
          endLine()
          line = String(word)
        }
      }
    }
    endLine()
    return lines
  }
}
