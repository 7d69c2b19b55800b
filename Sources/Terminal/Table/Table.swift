/// Rows under headings, in columns that fit the width; a row is a line, whatever is in it.
///
/// Without rows it is the headings alone: the caller says in words that there is nothing.
package struct Table {
  private let columns: [Column]
  private var rows: [[Cell]] = []

  package init(_ columns: [Column]) {
    self.columns = columns
  }

  package var isEmpty: Bool { rows.isEmpty }

  package mutating func add(_ cells: [Cell]) {
    precondition(cells.count == columns.count, "a row has one cell for each column")
    rows.append(cells)
  }

  package func write(to output: TextOutput) {
    for line in lines(width: output.width, colour: output.showsColour) { output.line(line) }
  }

  /// At most `width` columns each, without spaces at the end; nil is no limit.
  package func lines(width: Int?, colour: Bool) -> [String] {
    let headings = columns.map { Cell($0.title, .bold) }
    let all = [headings] + rows
    let natural = columns.indices.map { column in
      all.reduce(0) { max($0, $1[column].text.columns) }
    }
    let layout = TableLayout(columns, natural: natural, limit: width)
    return all.map { line($0, layout, colour: colour) }
  }

  private func line(_ cells: [Cell], _ layout: TableLayout, colour: Bool) -> String {
    var line = ""
    // Owed rather than written: what is owed after the last text is never paid.
    var spaces = 0
    for (place, column) in layout.shown.enumerated() {
      if place > 0 { spaces += TableLayout.gap }
      let width = layout.widths[column]
      let text = cells[column].text.fitted(to: width, eliding: columns[column].elision)
      let slack = width - text.columns
      if columns[column].alignment == .right { spaces += slack }
      if text.contains(where: { $0 != " " }) {
        line += String(repeating: " ", count: spaces)
        let trimmed = text.trimmingEnd
        line += colour ? cells[column].style.painted(trimmed) : trimmed
        spaces = text.count - trimmed.count
      } else {
        spaces += text.columns
      }
      if columns[column].alignment == .left { spaces += slack }
    }
    return line
  }
}

extension String {
  fileprivate var trimmingEnd: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
