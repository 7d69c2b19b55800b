// First half of parsing: which command, which options with which texts, which operands. Second
// half, `Parser`: what the texts mean.

/// The words of a command line, sorted; nothing read yet.
struct Scanner {
  private let program: Program

  /// Looks only for the command that help is asked for, and passes over what it cannot place.
  private let isLenient: Bool
  private(set) var path: [String] = []
  private(set) var command: Command
  private(set) var optionsInScope: [OptionDeclaration]

  /// In the order given; a flag has no text.
  private(set) var options: [(declaration: OptionDeclaration, text: String?)] = []
  private(set) var operands: [String] = []
  private var rest: ArraySlice<String>

  init(_ program: Program, _ words: [String], isLenient: Bool) throws(UsageError) {
    self.program = program
    self.isLenient = isLenient
    command = program.root
    optionsInScope = program.commonOptions + program.root.options
    rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        while let word = rest.popFirst() { try takeOperand(word) }
      } else if word.hasPrefix("--") {
        try takeLong(word)
      } else if word.hasPrefix("-"), word != "-", !looksLikeNumber(word) {
        try takeShort(word)
      } else {
        try takeWord(word)
      }
    }
  }

  /// `program db backup`, as it begins a usage line.
  var spelledPath: String { ([program.name] + path).joined(separator: " ") }

  private mutating func takeLong(_ word: String) throws(UsageError) {
    // By bytes: a value may begin with a mark that joins the sign before it into one character.
    let sign = word.utf8.firstIndex(of: UInt8(ascii: "="))
    let name = String(word[..<(sign ?? word.endIndex)].dropFirst(2))
    guard let option = optionsInScope.first(where: { $0.name == name }) else {
      if isLenient { return }
      throw unknown(option: "--" + name)
    }
    guard let sign else { return try take(option, attached: nil) }
    if option.value != nil {
      try take(option, attached: String(word[word.utf8.index(after: sign)...]))
    } else if !isLenient {
      throw UsageError("--\(name) takes no value")
    }
  }

  /// `-q`, several as in `-fq`, and a value behind the last: `-n5` or `-n 5`.
  private mutating func takeShort(_ word: String) throws(UsageError) {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      guard let option = optionsInScope.first(where: { $0.short == letter }) else {
        if isLenient { return }
        throw unknown(option: word.utf8.count == 2 ? word : "-\(letter)", typed: word)
      }
      if option.value != nil {
        try take(option, attached: letters.isEmpty ? nil : String(letters))
        return
      }
      try take(option, attached: nil)
    }
  }

  private mutating func take(
    _ option: OptionDeclaration, attached: String?
  ) throws(UsageError) {
    guard let value = option.value else {
      options.append((option, nil))
      return
    }
    if let attached {
      options.append((option, attached))
      return
    }
    // Any word is a value, `-5` and `-` too, but not one that is an option itself: that is a
    // value forgotten. Who means it writes `--name=--value`.
    guard let next = rest.first, !isOption(next) else {
      if isLenient { return }
      throw UsageError("--\(option.name) needs a value: --\(option.name) \(value.metavar)")
    }
    rest = rest.dropFirst()
    options.append((option, next))
  }

  private mutating func takeWord(_ word: String) throws(UsageError) {
    let below = program.commands(below: path)
    if operands.isEmpty, let next = below.first(where: { $0.name == word }) {
      path.append(word)
      command = next
      optionsInScope += next.options
    } else {
      try takeOperand(word)
    }
  }

  private mutating func takeOperand(_ word: String) throws(UsageError) {
    if command.needsSubcommand {
      throw unknown(command: word)
    }
    operands.append(word)
  }

  private func isOption(_ word: String) -> Bool {
    if word == "--" { return true }
    if word.hasPrefix("--") {
      let name = word.dropFirst(2).utf8.prefix { $0 != UInt8(ascii: "=") }
      return optionsInScope.contains { $0.name.utf8.elementsEqual(name) }
    }
    let letters = word.dropFirst()
    return word.hasPrefix("-") && letters.count == 1
      && optionsInScope.contains { $0.short == letters.first }
  }

  /// `-5` and `-.5` are operands, unless there is an option `-5`.
  private func looksLikeNumber(_ word: String) -> Bool {
    let digits = word.dropFirst().drop { $0 == "." }
    guard let first = digits.first, ("0"..."9").contains(first) else { return false }
    return !optionsInScope.contains { $0.short == first }
  }

  private func unknown(command word: String) -> UsageError {
    let below = program.commands(below: path).map(\.name)
    let what = path.isEmpty ? "command" : path.joined(separator: " ") + " command"
    let all = path.isEmpty ? "See '\(spelledPath) --help'." : "There are \(listed(below, "and"))."
    return UsageError(
      "unknown \(what) \(quoted(word))", hint: didYouMean(word, among: below) ?? all)
  }

  private func unknown(option: String, typed: String? = nil) -> UsageError {
    let names = optionsInScope.map { "--" + $0.name }
    let typed = typed ?? option
    // `-priority` lacks a dash; `-x` alone resembles everything.
    let word = typed.hasPrefix("--") ? typed : "-" + typed
    let near = typed.utf8.count > 2 ? didYouMean(word, among: names) : nil
    let belongsToCommand =
      path.isEmpty
      && program.commands.contains { $0.options.contains { "--" + $0.name == option } }
    let elsewhere = belongsToCommand ? "Options of a command come after its name." : nil
    return UsageError(
      "unknown option \(quoted(near != nil && !typed.hasPrefix("--") ? typed : option))",
      hint: elsewhere ?? near ?? "See '\(spelledPath) --help'.")
  }
}
