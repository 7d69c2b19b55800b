import Glibc
import Terminal
import Testing
import wavespool
import wavespoold

/// What users were promised: the commands, their arguments and their exit codes. Lines may be added
/// here; a line that is changed or removed breaks somebody's script.
private let promised = [
  "enqueue m a=1 b=@f --input f --priority 1 --after 5m --tag t --tag u --key k --once",
  "enqueue m --input - --at 2026-04-01 --max-attempts 2 --max-price 0.50 --wait",
  "import f --model m --format jsonl --tag t --again", "import - --format csv",
  "export --status failed,cancelled --model m --tag t --since 2d",
  "edit 1 a=1 --priority 2 --after 1h --tag t",
  "list --status queued,running --model m --tag t --since 2d --limit 5 --jsonl", "list --csv",
  "show 1", "explain 1", "wait 1 2 --any --timeout 1h", "watch", "events", "events 1 --follow",
  "cancel 1 2", "cancel --status queued --model m --tag t --yes", "retry 1 2",
  "retry --status failed --model m --tag t --yes", "open 1", "resolve 1 --adopt p",
  "resolve 1 --resubmit", "resolve 1 --give-up", "pause", "pause m", "resume", "resume m",
  "limit", "limit m --in-flight 2 --per-minute 5 --polls-per-second 1",
  "limit --in-flight off --per-minute off", "limit --preset bronze", "limit --preset silver",
  "limit --preset gold", "limit --preset ultra", "budget", "budget m --per-day 1 --total 2",
  "budget --off", "config", "config poll_min", "config poll_min 2s", "status",
  "stats --model m --since 1d", "models", "models m", "models add f", "models remove m",
  "prune --older-than 30d --status completed --dry-run", "prune --yes", "metrics", "db path",
  "db migrate", "db check", "db backup f", "db restore f", "db reconcile", "db vacuum", "doctor",
  "completion bash", "completion zsh", "completion fish",
  "status --db q.db --json --quiet",
]

private let promisedOfTheDaemon = [
  "--db q.db --api-url http://localhost:1 --outputs o --log-level info --log-format json",
  "--until-idle --log-format text", "--check",
]

private let exitCodes = [
  "Done.", "Failed.", "Wrong usage, or invalid input.", "No such job or model.",
  "A job that was waited for did not complete.", "Waiting took too long.",
  "The database is busy or cannot be used.",
]

@Suite struct `What was promised` {
  @Test(arguments: promised)
  func `can be typed`(line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    guard case .run(let invocation) = try Wavespool.program.parse(words) else {
      Issue.record("\(line) runs nothing")
      return
    }
    #expect(Array(words.prefix(invocation.path.count)) == invocation.path)
  }

  @Test(arguments: promisedOfTheDaemon)
  func `can be typed for the daemon`(line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    guard case .run = try wavespoold.Arguments.program.parse(words) else {
      Issue.record("\(line) runs nothing")
      return
    }
  }

  @Test func `is all that there is`() {
    let program = Wavespool.program
    let lines = promised.map { $0.split(separator: " ").map(String.init) }
    for path in commands(of: program, below: []) {
      #expect(lines.contains { $0.starts(with: path) }, "\(path) is not promised to anybody")
    }
  }

  @Test func `is in the manual, the exit codes too`() throws {
    let page = try Documents.text("docs/man/wavespool.1")
    for path in commands(of: Wavespool.program, below: []) {
      #expect(page.contains("wavespool \(path.joined(separator: " "))"), "\(path)")
    }
    for (code, words) in exitCodes.enumerated() {
      #expect(page.contains("\\fB\(code)\\fR\n\(words)"), "exit code \(code)")
    }
    #expect(!page.contains("\\fB\(exitCodes.count)\\fR\n"))
  }

  @Test(arguments: ["README.md"] + Documents.pages)
  func `is what the pages tell people to type`(page: String) throws {
    for line in try Documents.commands(in: page) {
      let words = line.split(separator: " ").map(String.init)
      let path = commands(of: Wavespool.program, below: [], withGroups: true)
        .filter { words.starts(with: $0) }.max { $0.count < $1.count }
      // "`wavespool help` lists the rest", and the name of the program alone.
      if words.isEmpty || words[0] == "help" { continue }
      let found = try #require(path, "\(page): wavespool \(line)")
      let command = try #require(Wavespool.program.command(at: found))
      let declared = (command.options + Wavespool.program.commonOptions).map { "--" + $0.name }
      for flag in words where flag.hasPrefix("--") {
        let name = String(flag.prefix { $0 != "=" })
        #expect(declared.contains(name) || name == "--help", "\(page): wavespool \(line)")
      }
    }
  }

  private func commands(
    of program: Program, below path: [String], withGroups: Bool = false
  ) -> [[String]] {
    program.commands(below: path).flatMap { command -> [[String]] in
      let here = path + [command.name]
      return (command.needsSubcommand && !withGroups ? [] : [here])
        + commands(of: program, below: here, withGroups: withGroups)
    }
  }
}

/// The pages beside the code.
private enum Documents {
  static let pages = [
    "docs/design.md", "docs/media.md", "docs/performance.md", "docs/polling.md",
    "docs/service.md", "docs/simulator.md", "CHANGELOG.md",
  ]

  /// What follows `wavespool` where it is shown as code, up to the end of the command.
  static func commands(in page: String) throws -> [String] {
    var isFenced = false
    var found: [String] = []
    for line in try text(page).split(separator: "\n").map(String.init) {
      if line.hasPrefix("```") {
        isFenced.toggle()
        continue
      }
      let parts = line.split(separator: "`", omittingEmptySubsequences: false)
      let spans =
        isFenced ? [line] : stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) }
      for span in spans {
        let code = span.hasPrefix("$ ") ? span.dropFirst(2) : span[...]
        // And not a name in a drawing.
        let next = code.dropFirst("wavespool ".count).first
        guard code.hasPrefix("wavespool "), next?.isASCII == true else { continue }
        found.append(
          String(code.dropFirst("wavespool ".count).prefix { !"#|;&)'\"".contains($0) }))
      }
    }
    return found
  }

  /// `#filePath` is of `Tests/TerminalTests/ContractTests.swift`.
  static func text(_ path: String) throws -> String {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    let file = try #require(fopen(root.joined(separator: "/") + "/" + path, "re"), "\(path)")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
