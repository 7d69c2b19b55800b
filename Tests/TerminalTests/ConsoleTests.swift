import Glibc
import Terminal
import TestSupport
import Testing

@Suite struct `Output` {
  @Test func `to a pipe is written in whole lines, and without colour`() throws {
    let pipe = try Pipe()
    let output = TextOutput(
      descriptor: pipe.writeEnd, environment: TerminalEnvironment(), writesEachLine: true
    ) { _ in }

    output.write("whole\nbeg")
    #expect(pipe.text() == "whole\n")
    output.line("un")
    #expect(pipe.text() == "begun\n")
    output.write("question? ")
    output.flush()
    #expect(pipe.text() == "question? ")
    #expect(output.paint("x", .red) == "x")
    #expect(output.width == nil)
  }

  @Test func `after its reader has gone is told once and then dropped`() throws {
    signal(SIGPIPE, SIG_IGN)
    let pipe = try Pipe()
    close(pipe.readEnd)
    var failures: [OutputFailure] = []
    let output = TextOutput(
      descriptor: pipe.writeEnd, environment: TerminalEnvironment(), writesEachLine: true
    ) { failures.append($0) }

    output.line("one")
    output.line("two")

    #expect(failures == [.readerIsGone])
  }

  @Test func `that nobody reads ends the program as it ends ls`() async {
    await #expect(processExitsWith: .signal(SIGPIPE)) {
      var ends: [CInt] = [0, 0]
      pipe(&ends)
      close(ends[0])
      dup2(ends[1], 1)
      let console = Console.standard(program: "test")
      console.out.line("hello")
      console.exit(0)
    }
  }

  @Test func `that finds the disk full says so and fails`() async throws {
    let result = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) {
      dup2(open("/dev/full", O_WRONLY), 1)
      let console = Console.standard(program: "test")
      console.out.line("hello")
      console.exit(0)
    }

    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said == "test: cannot write the output: No space left on device\n")
  }

  @Test func `about data that nobody hears does not end the program`() async {
    await #expect(processExitsWith: .exitCode(7)) {
      var ends: [CInt] = [0, 0]
      pipe(&ends)
      close(ends[0])
      dup2(ends[1], 2)
      let console = Console.standard(program: "test")
      console.err.line("hello")
      console.exit(7)
    }
  }
}

@Suite struct `On a terminal` {
  @Test func `the width is the terminal's, also after it changes`() throws {
    let terminal = try PseudoTerminal(columns: 80)
    let output = terminal.output(environment: TerminalEnvironment(columns: "33"))

    #expect(output.isTerminal)
    #expect(output.width == 80)
    terminal.resize(columns: 40)
    #expect(output.width == 40)
    terminal.resize(columns: 0)
    #expect(output.width == 33)
  }

  @Test(arguments: [
    (TerminalEnvironment(), true), (TerminalEnvironment(noColor: "1"), false),
    (TerminalEnvironment(noColor: ""), true), (TerminalEnvironment(term: "dumb"), false),
    (TerminalEnvironment(term: "xterm"), true),
  ])
  func `colour is shown unless the environment forbids it`(
    environment: TerminalEnvironment, shows: Bool
  ) throws {
    let terminal = try PseudoTerminal(columns: 80)
    let output = terminal.output(environment: environment)

    output.line(output.paint("red", [.bold, .red]))

    #expect(terminal.shown() == (shows ? "\u{1b}[1;31mred\u{1b}[0m\n" : "red\n"))
  }

  @Test(arguments: [
    ("y\n", true), ("YES\n", true), (" y \n", true), ("n\n", false), ("\n", false),
    ("yess\n", false), ("yn\n", false),
  ])
  func `a question is answered by yes and by nothing else`(answer: String, agrees: Bool) throws {
    let terminal = try PseudoTerminal(columns: 80)
    let output = terminal.output()
    let console = Console(out: output, err: output, input: terminal.inside)
    terminal.type(answer)

    #expect(console.canAsk)
    #expect(console.confirm("Cancel 3 jobs?") == agrees)
    #expect(terminal.shown() == "Cancel 3 jobs? [y/N] ")
  }

  @Test func `only there is a question asked`() throws {
    let pipe = try Pipe()
    let terminal = try PseudoTerminal(columns: 80)
    let console = Console(out: terminal.output(), err: terminal.output(), input: pipe.readEnd)

    #expect(!console.canAsk)
    #expect(!console.confirm("Sure?"))
    #expect(terminal.shown().isEmpty)
  }
}
