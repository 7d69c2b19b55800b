import Terminal
import Testing
import wavespool
import wavespoold

@Suite struct `The command table` {
  private static let all = pages(of: Wavespool.program) + pages(of: wavespoold.Arguments.program)

  @Test(arguments: [80, 40])
  func `has help that fits the screen`(width: Int) {
    for page in Self.all {
      for line in Help(page.program, page.path).lines(width: width, colour: false) {
        #expect(line.columns <= width, "\(page.path): \(line)")
        #expect(line.last != " ", "\(page.path): '\(line)'")
      }
    }
  }

  @Test func `has an example for each command that the parser takes`() throws {
    for page in Self.all {
      let command = try #require(page.program.command(at: page.path))
      #expect(!command.examples.isEmpty, "\(page.path)")
      for example in command.examples {
        for words in commandLines(example.line, of: page.program.name) {
          guard case .run = try page.program.parse(words) else {
            Issue.record("\(example.line) runs nothing")
            continue
          }
        }
        #expect(example.line.contains(page.program.name))
      }
    }
  }

  @Test func `names each argument once and refers to commands that exist`() throws {
    for page in Self.all {
      let command = try #require(page.program.command(at: page.path))
      let options = command.options + page.program.commonOptions
      let names = options.map(\.name)
      let letters = options.compactMap(\.short)
      #expect(Set(names).count == names.count, "\(page.path)")
      #expect(Set(letters).count == letters.count, "\(page.path)")
      #expect(!command.operands.dropLast().contains { $0.repeats }, "\(page.path)")
      for name in command.seeAlso {
        #expect(page.program.command(at: [name]) != nil, "\(page.path) refers to \(name)")
      }
      for text in [command.summary] + options.map(\.summary) + command.operands.map(\.summary) {
        #expect(!text.isEmpty && text.last != ".", "\(page.path): \(text)")
      }
    }
  }

  @Test func `has every command of the contract`() {
    #expect(
      Set(Wavespool.program.commands.map(\.name)) == [
        "enqueue", "import", "export", "edit", "list", "show", "explain", "wait", "watch",
        "events", "cancel", "retry", "open", "resolve", "pause", "resume", "limit", "budget",
        "config", "status", "stats", "models", "prune", "metrics", "db", "doctor", "completion",
      ])
  }
}

private typealias Page = (program: Program, path: [String])

private func pages(of program: Program) -> [Page] {
  func below(_ path: [String]) -> [Page] {
    [(program, path)] + program.commands(below: path).flatMap { below(path + [$0.name]) }
  }
  return below([])
}

/// The words behind the program's name in a line of shell, as far as examples use one: quotes,
/// `&&`, `|`, `>`, `<`, assignments and substitutions in front.
private func commandLines(_ line: String, of program: String) -> [[String]] {
  var words: [String] = [""]
  var quote: Character?
  for character in line {
    switch character {
    case quote: quote = nil
    case "'" where quote == nil: quote = character
    case " " where quote == nil: words.append("")
    case "\"", "(", ")", "$": words.append("")
    default: words[words.count - 1].append(character)
    }
  }
  let ends: Set<String> = ["&&", "||", "|", ">", "<", ""]
  var lines: [[String]] = []
  var rest = words[...]
  while let start = rest.firstIndex(of: program) {
    let end = rest[start...].firstIndex { ends.contains($0) } ?? rest.endIndex
    lines.append(Array(rest[(start + 1)..<end]))
    rest = rest[end...]
  }
  return lines
}
