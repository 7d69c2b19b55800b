import Terminal

/// Names beside values, the values in one column; a fact without a value is left out.
struct FactSheet {
  private let output: TextOutput
  private var facts: [(name: String, value: String)] = []

  init(on output: TextOutput) {
    self.output = output
  }

  mutating func add(_ name: String, _ value: String?) {
    guard let value, !value.isEmpty else { return }
    facts.append((name.visible, value))
  }

  func write() {
    let widest = min(facts.reduce(0) { max($0, $1.name.columns) }, 20)
    for (name, value) in facts {
      let start = "  " + name.padded(to: widest) + "  "
      for line in hungLines(start, value, width: output.width) { output.line(line) }
    }
  }
}

/// A text from outside beside what introduces it; its further lines stand below its first. A word
/// longer than the line is left whole: it is an address that somebody may want to copy.
func hungLines(_ start: String, _ text: String, width: Int?) -> [String] {
  let text = text.visible
  let indent = start.columns
  guard let width, indent + text.columns > width else { return [start + text] }
  // Where nearly nothing is left beside the name, the text goes below it.
  let room = width - indent
  if room < 20 {
    return [String(start.reversed().drop { $0 == " " }.reversed())]
      + text.wrapped(to: max(20, width - 4)).map { "    " + $0 }
  }
  return text.wrapped(to: room).enumerated().map { place, line in
    (place == 0 ? start : String(repeating: " ", count: indent)) + line
  }
}

extension TextOutput {
  /// A text whose first words, set off by a style, say what it is.
  func hang(_ start: String, _ style: Style, _ text: String) {
    for (place, shown) in hungLines(start, text, width: width).enumerated() {
      line(place == 0 ? paint(start, style) + shown.dropFirst(start.count) : shown)
    }
  }
}
