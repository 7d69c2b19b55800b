import Terminal
import Testing

private enum Send {
  static let priority = Option("priority", short: "p", .integer(), "Higher first")
  static let wait = Option("wait", .duration, "Not before")
  static let tag = RepeatedOption("tag", .text("TAG"), "A word")
  static let now = Flag("now", short: "n", "At once")
  static let level = Option("level", ValueKind<Level>.choice("LEVEL"), "How much")
  static let to = Operand(.text("TO"), "Whom")
  static let words = RepeatedOperand(.anyText("WORD"), "What")

  enum Level: String, CaseIterable, Sendable {
    case low
    case high
  }

  static let command = Command(
    "send", "Send words", operands: [to, words], options: [priority, wait, tag, now, level],
    rules: [.excludes(now, [wait]), .needs(level, priority)])
}

private enum Box {
  static let name = OptionalOperand(.text("NAME"), "Which")
  static let file = Operand(.fileOrStandardInput, "What")
  static let empty = Flag("empty", "Empty it")
  static let fill = Option("fill", .text("WITH"), "Fill it")

  static let command = Command(
    "box", "Look into a box", operands: [name],
    subcommands: [
      Command("add", "Add to it", operands: [file]),
      Command(
        "change", "Change it", options: [empty, fill], rules: [.exactlyOne([empty, fill])]),
    ])
}

private enum Post {
  static let quiet = Flag("quiet", short: "q", "Say less")
  static let store = Option("store", .file.named("PATH"), "Where")

  static let program = Program(
    Command("post", "Send things", needsSubcommand: true), version: "1.2",
    commonOptions: [quiet, store],
    groups: [
      CommandGroup("All", [Send.command, Box.command]),
      CommandGroup(
        "More",
        [
          Command(
            "tool", "Do more", subcommands: [Command("mend", "Mend")], needsSubcommand: true)
        ]),
    ])
}

@Suite struct `A command line` {
  @Test func `has options and operands in any order`() throws {
    let line = try run(
      "--store", "x.db", "send", "-q", "ann", "--priority=3", "hello", "--tag", "a")

    #expect(line.path == ["send"])
    #expect(line[Post.store] == "x.db")
    #expect(line[Post.quiet])
    #expect(line[Send.to] == "ann")
    #expect(line[Send.priority] == 3)
    #expect(line[Send.words] == ["hello"])
    #expect(line[Send.tag] == ["a"])
    #expect(line[Send.wait] == nil)
    #expect(!line[Send.now])
  }

  @Test(arguments: [
    ["send", "ann", "--priority", "-5"], ["send", "ann", "--priority=-5"], ["send", "ann", "-p-5"],
    ["send", "ann", "-p", "-5"], ["send", "-np-5", "ann"],
    ["send", "ann", "--priority", "1", "-p", "-5"],
  ])
  func `may give a number below zero, and the last of several counts`(words: [String]) throws {
    #expect(try run(words)[Send.priority] == -5)
  }

  @Test func `takes numbers and a dash for operands`() throws {
    let line = try run("send", "-", "-5", "-.5", "seed=-1", "")

    #expect(line[Send.to] == "-")
    #expect(line[Send.words] == ["-5", "-.5", "seed=-1", ""])
  }

  @Test func `has only operands behind two dashes`() throws {
    let line = try run("send", "--", "--help", "--", "-q", "--version")

    #expect(line[Send.to] == "--help")
    #expect(line[Send.words] == ["--", "-q", "--version"])
    #expect(!line[Post.quiet])
  }

  @Test func `may repeat an option that repeats, and give an empty value`() throws {
    let line = try run("send", "ann", "--tag=a", "--tag", "b", "--store", "--x")

    #expect(line[Send.tag] == ["a", "b"])
    #expect(line[Post.store] == "--x")
    #expect(refusal("send", "ann", "--tag=") == UsageError("--tag: is empty"))
  }

  @Test func `names a subcommand or an operand`() throws {
    #expect(try run("box", "add", "-").path == ["box", "add"])
    #expect(try run("box", "add", "-")[Box.file] == .standardInput)
    #expect(try run("box", "red")[Box.name] == "red")
    #expect(try run("box")[Box.name] == nil)
    #expect(try run("box", "--", "add").path == ["box"])
  }

  @Test(arguments: [
    (["--help"], [], []), (["-h", "send"], ["send"], []), (["help"], [], []), ([], [], []),
    (["help", "tool", "mend"], ["tool", "mend"], []), (["tool", "--help"], ["tool"], []),
    (["send", "--bogus", "--priority", "x", "ann", "--help"], ["send"], ["ann"]),
    (["send", "--tag", "--help"], ["send"], []), (["--store", "box", "send", "-h"], ["send"], []),
    (["send", "ann", "-nh"], ["send"], ["ann"]),
  ])
  func `asks for help anywhere, whatever else is wrong`(
    words: [String], path: [String], operands: [String]
  ) throws {
    guard case .help(let request) = try Post.program.parse(words) else {
      Issue.record("no help")
      return
    }
    #expect(request == HelpRequest(path: path, operands: operands))
  }

  @Test(arguments: [["--version"], ["send", "--version"], ["--bogus", "--version"]])
  func `asks for the version`(words: [String]) throws {
    guard case .version = try Post.program.parse(words) else {
      Issue.record("no version")
      return
    }
  }

  @Test(
    arguments: [
      (["sned", "x"], "unknown command 'sned'", "Did you mean 'send'?"),
      (["zzz"], "unknown command 'zzz'", "See 'post --help'."),
      (["help", "sned"], "unknown command 'sned'", "Did you mean 'send'?"),
      (["tool"], "'post tool' needs a command of its own", "There are mend."),
      (["tool", "mnd"], "unknown tool command 'mnd'", "Did you mean 'mend'?"),
      (["box", "ad", "f"], "unexpected 'f'", "Did you mean 'add'?"),
      (
        ["send", "a", "--prioritty", "3"], "unknown option '--prioritty'",
        "Did you mean '--priority'?"
      ),
      (["send", "a", "-priority"], "--priority: 'riority' is not a whole number", nil),
      (["send", "a", "-tag"], "unknown option '-tag'", "Did you mean '--tag'?"),
      (["send", "a", "-x"], "unknown option '-x'", "See 'post send --help'."),
      (
        ["--tag", "a", "send"], "unknown option '--tag'",
        "Options of a command come after its name."
      ),
      (["send", "a", "--prio", "3"], "unknown option '--prio'", "Did you mean '--priority'?"),
      (["send"], "TO is missing", "Usage: post send TO [WORD...] [options]"),
      (["box", "a", "b"], "unexpected 'b'", "Usage: post box [NAME] [options]"),
      (["send", "a", "--tag"], "--tag needs a value: --tag TAG", nil),
      (["send", "a", "--tag", "--now"], "--tag needs a value: --tag TAG", nil),
      (["send", "a", "--tag", "--"], "--tag needs a value: --tag TAG", nil),
      (["send", "a", "--now=1"], "--now takes no value", nil),
      (["send", "a", "--wait", "9"], "--wait: '9' has no unit", "Say 9s or 9m."),
      (
        ["send", "a", "--level", "hihg"], "--level: 'hihg' is not possible", "Did you mean 'high'?"
      ),
      (["send", "a", "--level", "x"], "--level: 'x' is not possible", "Choose from low, high."),
      (["send", "a", "--now", "--wait", "1s"], "--now and --wait exclude each other", nil),
      (["send", "a", "--level", "low"], "--level needs --priority", nil),
      (["box", "change"], "one of --empty or --fill is needed", nil),
      (["box", "change", "--empty", "--fill", "x"], "--empty and --fill exclude each other", nil),
    ] as [([String], String, String?)])
  func `that is wrong is told why and what to do`(words: [String], message: String, hint: String?) {
    let error = #expect(throws: UsageError.self) { try Post.program.parse(words) }

    #expect(error?.message == message)
    if let hint { #expect(error?.hint == hint) }
  }

  @Test func `cannot forge a line in what is said of it`() {
    let error = refusal("send\nforged \u{1b}[2J")

    #expect(error?.message == "unknown command 'send\\nforged \\x1b[2J'")
  }

  private func run(_ words: String...) throws -> Invocation { try run(words) }

  private func run(_ words: [String]) throws -> Invocation {
    guard case .run(let invocation) = try Post.program.parse(words) else {
      throw UsageError("asked for help")
    }
    return invocation
  }

  private func refusal(_ words: String...) -> UsageError? {
    #expect(throws: UsageError.self) { try Post.program.parse(words) }
  }
}
