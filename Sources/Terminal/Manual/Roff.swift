/// A manual page as it is written: the few requests of man(7) that ours need.
package struct Roff {
  package private(set) var text = ""

  /// `wavespool(1)`, with what stands in its head and foot.
  package init(_ name: String, _ section: Int, _ title: String, version: String) {
    text = ".\\\" Made by 'make man' from the program's declarations.\n"
    request("TH", name.uppercased(), "\(section)", "", version, title)
  }

  package mutating func section(_ title: String) { request("SH", title.uppercased()) }

  package mutating func subsection(_ title: String) { request("SS", title) }

  /// Paragraphs with an empty line between.
  package mutating func paragraphs(_ words: String) {
    for part in words.split(separator: "\n\n") {
      text += ".PP\n"
      line(part.split(separator: "\n").joined(separator: " "))
    }
  }

  /// A term beside what it means.
  package mutating func term(_ term: String, _ meaning: String) {
    text += ".TP\n\\fB\(Roff.escaped(term))\\fR\n"
    line(meaning)
  }

  /// Lines that stay as they are.
  package mutating func example(_ lines: [String]) {
    text += ".PP\n.RS 4\n.nf\n"
    for line in lines { self.line(line) }
    text += ".fi\n.RE\n"
  }

  package mutating func bold(_ words: String) { text += "\\fB\(Roff.escaped(words))\\fR\n" }

  private mutating func line(_ words: String) {
    // A line that begins like a request would be one.
    let isRequest = words.hasPrefix(".") || words.hasPrefix("'")
    text += (isRequest ? "\\&" : "") + Roff.escaped(words) + "\n"
  }

  private mutating func request(_ name: String, _ arguments: String...) {
    let quoted = arguments.map { "\"" + Roff.escaped($0).replacing("\"", with: "\\(dq") + "\"" }
    text += ".\(name) " + quoted.joined(separator: " ") + "\n"
  }

  /// A hyphen is drawn as one, and not as what typographers make of it: it is to be copied.
  private static func escaped(_ words: String) -> String {
    var escaped = ""
    for character in words {
      switch character {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "'": escaped += "\\(aq"
      case "`": escaped += "\\(ga"
      case "^": escaped += "\\(ha"
      case "~": escaped += "\\(ti"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
