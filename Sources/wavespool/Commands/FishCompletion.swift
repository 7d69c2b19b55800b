import Terminal

/// One line a word, each with its summary; a function tells which command is being typed.
func fishCompletion(of program: Program) -> String {
  let tree = CompletionTree(program)
  let name = program.name
  let paths = tree.places.flatMap { place in
    place.words.map { place.path.isEmpty ? $0.word : "\(place.path) \($0.word)" }
  }
  var lines = [
    "# Completion of \(name) for fish: \(name) completion fish | source",
    "function __\(name)_path",
    "  set -l path",
    "  for word in (commandline -opc)[2..-1]",
    "    set -l longer (string join ' ' -- $path $word)",
    "    if contains -- $longer \(paths.map(\.quotedForFish).joined(separator: " "))",
    "      set path $path $word",
    "    end",
    "  end",
    "  string join ' ' -- $path",
    "end",
    "function __\(name)_at",
    "  set -l path (__\(name)_path)",
    "  test \"$path\" = \"$argv[1]\"",
    "end",
    "complete -c \(name) -f",
  ]
  for place in tree.places {
    let start = "complete -c \(name) -n " + "__\(name)_at \(place.path.quotedForFish)".quotedForFish
    for (word, summary) in place.words {
      lines.append("\(start) -a \(word) -d \(summary.quotedForFish)")
    }
    for option in place.options {
      let short = option.short.map { " -s \($0)" } ?? ""
      let value =
        option.value.map { ($0.completion == .file ? " -r" : " -x") + source($0.completion, name) }
        ?? ""
      lines.append("\(start) -l \(option.name)\(short)\(value) -d \(option.summary.quotedForFish)")
    }
    for operand in place.operands {
      let value = source(operand.value.completion, name)
      if !value.isEmpty { lines.append(start + value) }
    }
  }
  return lines.joined(separator: "\n") + "\n"
}

private func source(_ completion: Completion, _ name: String) -> String {
  switch completion {
  case .none: ""
  case .file: " -F"
  case .directory: " -a '(__fish_complete_directories)'"
  case .words(let words): " -a " + words.joined(separator: " ").quotedForFish
  case .listedByProgram(let list): " -a '(\(name) --words \(list) 2>/dev/null)'"
  case .list(let one): list(one, name)
  }
}

private func list(_ one: Completion, _ name: String) -> String {
  switch one {
  case .words(let words):
    " -a " + "(__fish_append , \(words.joined(separator: " ")))".quotedForFish
  case .none, .file, .directory, .listedByProgram, .list: source(one, name)
  }
}

extension String {
  /// Between single quotes, where fish knows two escapes.
  fileprivate var quotedForFish: String {
    var text = "'"
    for character in self {
      if character == "'" || character == "\\" { text.append("\\") }
      text.append(character)
    }
    return text + "'"
  }
}
