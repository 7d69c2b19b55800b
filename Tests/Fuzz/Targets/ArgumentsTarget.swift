import Terminal
import wavespool

extension FuzzTarget {
  /// A command line, one word a line: for our own program, and for one whose arguments are all
  /// text, so that it shows where each of them came from.
  static let arguments = FuzzTarget("arguments") { bytes in
    let words = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    _ = try parsed(words, by: Wavespool.program)
    for word in words { try assign(word) }
    guard case .run(let invocation)? = try parsed(words, by: Texts.program) else { return }
    let texts = Texts(invocation)
    try texts.check(against: words)
    guard case .run(let again)? = try parsed(texts.words, by: Texts.program) else {
      throw BrokenPromise(description: "what was read can be said again")
    }
    try promise("what is said again is read alike", Texts(again) == texts)
  }
}

/// An input as it is typed: nothing of it is lost.
private func assign(_ word: String) throws {
  let sign = word.utf8.firstIndex(of: UInt8(ascii: "="))
  let assignment = try? ValueKind<Assignment>.assignment.read(word)
  try promise(
    "what has a key and '=' is taken",
    (assignment != nil) == (sign ?? word.startIndex > word.startIndex))
  guard let assignment else { return }
  try promise(
    "nothing is lost", "\(assignment.key)=\(assignment.value)".utf8.elementsEqual(word.utf8))
}

/// Nil when the words are no command line.
private func parsed(_ words: [String], by program: Program) throws -> Parsed? {
  let parsed: Parsed
  do throws(UsageError) { parsed = try program.parse(words) } catch {
    try promise("an error says something", !error.message.isEmpty)
    try promise(
      "an error is one line, and a remedy",
      [error.message, error.hint ?? ""].allSatisfy(\.isHarmless))
    return nil
  }
  if case .help(let request) = parsed {
    // Help is for a command that is there.
    try promise("help has a command", program.command(at: request.path) != nil)
    try promise("help is given nothing more", request.operands.allSatisfy(words.contains))
    let lines = Help(program, request.path).lines(width: 20 + words.count, colour: false)
    try promise("help is harmless", lines.allSatisfy(\.isHarmless))
  }
  return parsed
}

/// The arguments of a program that takes every text as it is.
private struct Texts: Equatable {
  static let name = Option("name", short: "n", .anyText("TEXT"), "One text")
  static let tag = RepeatedOption("tag", .anyText("TEXT"), "Many texts")
  static let quiet = Flag("quiet", short: "q", "Nothing")
  static let first = OptionalOperand(.anyText("FIRST"), "The first")
  static let rest = RepeatedOperand(.anyText("REST"), "The others")
  static let program = Program(
    Command(
      "texts", "Take texts", operands: [first, rest], options: [name, tag, quiet]),
    version: "1")

  let name: String?
  let tags: [String]
  let isQuiet: Bool
  let operands: [String]

  init(_ invocation: Invocation) {
    name = invocation[Texts.name]
    tags = invocation[Texts.tag]
    isQuiet = invocation[Texts.quiet]
    operands = (invocation[Texts.first].map { [$0] } ?? []) + invocation[Texts.rest]
  }

  /// The plainest way to say the same.
  var words: [String] {
    (name.map { ["--name=" + $0] } ?? []) + tags.map { "--tag=" + $0 }
      + (isQuiet ? ["--quiet"] : []) + ["--"] + operands
  }

  /// Each argument is the end of a word of its own: nothing is made up, and nothing taken twice.
  func check(against words: [String]) throws {
    for texts in [tags, operands] {
      var rest = words[...]
      for text in texts {
        let place = rest.firstIndex { word in
          word.utf8.count >= text.utf8.count && word.utf8.suffix(text.utf8.count) == text.utf8
        }
        guard let place else { throw BrokenPromise(description: "an argument was given") }
        rest = rest[(place + 1)...]
      }
    }
    let count = tags.count + operands.count + (name == nil ? 0 : 1)
    try promise("no word is taken twice", count <= words.count)
    let length = (tags + operands + [name ?? ""]).reduce(0) { $0 + $1.utf8.count }
    try promise("no letter is taken twice", length <= words.reduce(0) { $0 + $1.utf8.count })
  }
}

extension Substring.UTF8View {
  fileprivate static func == (a: Self, b: String.UTF8View) -> Bool { a.elementsEqual(b) }
}
