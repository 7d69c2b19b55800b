import Terminal

/// A program flattened for shells: every place where a word can be typed, and what it may be.
struct CompletionTree {
  let places: [Place]

  struct Place {
    /// `db backup`; empty for the program itself.
    let path: String
    let words: [(word: String, summary: String)]
    let options: [OptionDeclaration]
    let operands: [OperandDeclaration]
  }

  init(_ program: Program) {
    var places = [
      Place(
        path: "", words: program.commands.map { ($0.name, $0.summary) },
        options: program.commonOptions, operands: [])
    ]
    func visit(_ command: Command, _ above: [String]) {
      let path = above + [command.name]
      places.append(
        Place(
          path: path.joined(separator: " "),
          words: command.subcommands.map { ($0.name, $0.summary) },
          options: command.options + program.commonOptions, operands: command.operands))
      for below in command.subcommands { visit(below, path) }
    }
    for command in program.commands { visit(command, []) }
    self.places = places
  }
}

extension OptionDeclaration {
  var spellings: [String] { ["--" + name] + (short.map { ["-\($0)"] } ?? []) }
}

extension String {
  /// For a shell, between single quotes.
  var quotedForShell: String {
    "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
