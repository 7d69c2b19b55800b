import Terminal

/// A function that finds out which command is being typed, then what can come next.
func bashCompletion(of program: Program) -> String {
  let tree = CompletionTree(program)
  let paths = tree.places.flatMap { place in
    place.words.map { quoted(place.path.isEmpty ? $0.word : "\(place.path) \($0.word)") }
  }
  let name = program.name
  return """
    # Completion of \(name) for bash: source <(\(name) completion bash)
    _\(name)_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
    _\(name)_list() {
      local done=
      [[ $cur == *,* ]] && done=${cur%,*},
      COMPREPLY=($(compgen -P "$done" -W "$1" -- "${cur##*,}"))
      compopt -o nospace 2>/dev/null
    }
    _\(name)_files() {
      compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen "$1" -- "$cur"))
    }
    _\(name)() {
      local IFS=$' \\t\\n' cur=${COMP_WORDS[COMP_CWORD]} path= word= place=0 skip= i
      COMPREPLY=()
      for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ -n $skip ]]; then skip=; continue; fi
        case "${path:+$path }$word" in
          \(paths.joined(separator: "|"))) path=${path:+$path }$word; place=0; continue ;;
        esac
        case "$path $word" in
          \(valued(tree)) skip=$word ;;
          *' -'*) ;;
          *) place=$((place + 1)) ;;
        esac
      done
      if [[ -n $skip ]]; then
        case "$path $skip" in
    \(optionValues(tree, name))
        esac
        return
      fi
      case "$path" in
    \(places(tree, name))
      esac
    }
    complete -F _\(name) \(name)

    """
}

private func quoted(_ word: String) -> String { word.quotedForShell }

/// The options that take the next word, as case patterns.
private func valued(_ tree: CompletionTree) -> String {
  let patterns = tree.places.flatMap { place in
    place.options.filter { $0.value != nil }.flatMap(\.spellings).map {
      quoted("\(place.path) \($0)")
    }
  }
  return patterns.joined(separator: "|") + ")"
}

private func optionValues(_ tree: CompletionTree, _ name: String) -> String {
  tree.places.flatMap { place in
    place.options.compactMap { option -> String? in
      guard let value = option.value, let reply = reply(value.completion, name) else { return nil }
      let patterns = option.spellings.map { quoted("\(place.path) \($0)") }
      return "      \(patterns.joined(separator: "|"))) \(reply) ;;"
    }
  }.joined(separator: "\n")
}

private func places(_ tree: CompletionTree, _ name: String) -> String {
  tree.places.map { place in
    let options = place.options.flatMap(\.spellings).joined(separator: " ")
    var lines = ["    \(quoted(place.path)))"]
    lines.append("      if [[ $cur == -* ]]; then _\(name)_words \(quoted(options)); return; fi")
    for (position, operand) in place.operands.enumerated() {
      guard let reply = reply(operand.value.completion, name) else { continue }
      let test = operand.repeats ? "place >= \(position)" : "place == \(position)"
      lines.append("      if ((\(test))); then \(reply); fi")
    }
    if !place.words.isEmpty {
      let words = place.words.map(\.word).joined(separator: " ")
      lines.append("      if ((place == 0)); then")
      lines.append("        COMPREPLY+=($(compgen -W \(quoted(words)) -- \"$cur\"))")
      lines.append("      fi")
    }
    lines.append("      ;;")
    return lines.joined(separator: "\n")
  }.joined(separator: "\n")
}

private func reply(_ completion: Completion, _ name: String) -> String? {
  switch completion {
  case .none: nil
  case .file: "_\(name)_files -f"
  case .directory: "_\(name)_files -d"
  case .list(let one): "_\(name)_list \(source(one, name))"
  case .words, .listedByProgram: "_\(name)_words \(source(completion, name))"
  }
}

private func source(_ completion: Completion, _ name: String) -> String {
  switch completion {
  case .words(let words): quoted(words.joined(separator: " "))
  case .listedByProgram(let list): "\"$(\(name) --words \(list) 2>/dev/null)\""
  case .none, .file, .directory, .list: "''"
  }
}
