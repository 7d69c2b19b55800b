/// A terminal's screen, as far as our own drawing uses one: text, CR, LF, cursor up, erase.
struct Screen {
  private(set) var rows: [[Character]] = [[]]
  private var row = 0
  private var column = 0

  /// The rows as text, without spaces at their ends and empty rows below.
  var lines: [String] {
    var lines = rows.map { row in
      String(String(row).reversed().drop { $0 == " " }.reversed())
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  mutating func receive(_ text: String) {
    var rest = Array(text.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\n":
        row += 1
        column = 0
        if row == rows.count { rows.append([]) }
      case "\r":
        column = 0
      case "\u{1b}":
        rest = rest.dropFirst()
        let digits = rest.prefix { ("0"..."9").contains($0) }
        rest = rest.dropFirst(digits.count)
        let number = Int(String(String.UnicodeScalarView(digits)))
        obey(rest.popFirst() ?? "?", number)
      default:
        while rows[row].count <= column { rows[row].append(" ") }
        rows[row][column] = Character(scalar)
        column += 1
      }
    }
  }

  private mutating func obey(_ command: Unicode.Scalar, _ number: Int?) {
    switch command {
    case "A":
      row = max(0, row - (number ?? 1))
    case "K":
      rows[row] = Array(rows[row].prefix(column))
    case "J":
      rows[row] = Array(rows[row].prefix(column))
      rows.removeSubrange((row + 1)...)
    case "m":
      break
    default:
      rows[row].append(contentsOf: "<unknown escape \(command)>")
    }
  }
}
