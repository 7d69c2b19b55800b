import Terminal
import TestSupport
import Testing

@Suite struct `A progress line` {
  @Test func `is a bar, a count, a rate and what remains`() {
    let line = ProgressLine("Importing", done: 500, of: 1000, after: .seconds(2))

    #expect(
      line.text(width: 80)
        == "Importing  [###############---------------]  50%  500/1000  250/s  2s left")
    #expect(line.text(width: 50) == "Importing  50%  500/1000  250/s  2s left")
    #expect(line.text(width: 36) == "Impo…  50%  500/1000  250/s  2s left")
    #expect(line.text(width: 10).columns == 10)
  }

  @Test(
    arguments: [
      (0, 10, 0, "0%  0/10"), (10, 10, 5, "100%  10/10  2.0/s"), (0, 0, 1, "100%  0/0"),
      (1, 60, 30, "1%  1/60  2.0/min  29m 30s left"), (20, 10, 1, "100%  20/10  20/s"),
      (7, nil, 2, "7  3.5/s"),
    ] as [(Int, Int?, Int, String)])
  func `figures hold at the edges`(done: Int, total: Int?, seconds: Int, figures: String) {
    let line = ProgressLine("x", done: done, of: total, after: .seconds(seconds))

    #expect(line.text(width: 15 + figures.columns - 8).hasSuffix(figures))
  }

  @Test func `is redrawn in place and leaves nothing behind`() throws {
    let terminal = try PseudoTerminal(columns: 60)
    let output = terminal.output()
    var screen = Screen()
    let progress = Progress("Work\u{1b}ing", of: 4, on: output)

    output.line("before")
    progress.update(done: 1, after: .seconds(1))
    progress.update(done: 2, after: .milliseconds(1050))
    screen.receive(terminal.shown())
    #expect(screen.lines.count == 2)
    #expect(screen.lines.last?.contains("1/4") == true)
    #expect(screen.lines.last?.hasPrefix("Work\\x1bing") == true)
    progress.update(done: 3, after: .seconds(2))
    screen.receive(terminal.shown())
    #expect(screen.lines.count == 2)
    #expect(screen.lines.last?.contains("3/4") == true)
    progress.finish()
    output.line("after")
    screen.receive(terminal.shown())

    #expect(screen.lines == ["before", "after"])
  }

  @Test func `off a terminal is nothing`() throws {
    let pipe = try Pipe()
    let output = TextOutput(
      descriptor: pipe.writeEnd, environment: TerminalEnvironment(), writesEachLine: true
    ) { _ in }
    let progress = Progress("Working", of: 4, on: output)

    progress.update(done: 1, after: .seconds(1))
    progress.finish()
    output.line("end")

    #expect(pipe.text() == "end\n")
  }
}

@Suite struct `Live lines` {
  @Test func `grow, shrink, make way for others and go`() throws {
    let terminal = try PseudoTerminal(columns: 12, rows: 4)
    let output = terminal.output()
    let lines = LiveLines(on: output)
    var screen = Screen()
    func shown() -> [String] {
      screen.receive(terminal.shown())
      return screen.lines
    }

    output.line("top")
    lines.show(["one", LiveLine("two", .red), "a line that is too long"])
    #expect(shown() == ["top", "one", "two", "a line tha…"])
    lines.show(["1"])
    #expect(shown() == ["top", "1"])
    lines.show(["1", "2", "3", "4", "5"])
    #expect(shown() == ["top", "1", "2", "3"])
    lines.leave(["note"])
    lines.show(["1"])
    #expect(shown() == ["top", "note", "1"])
    lines.clear()
    #expect(shown() == ["top", "note"])
  }

  @Test func `go when their owner goes`() throws {
    let terminal = try PseudoTerminal(columns: 40)
    var screen = Screen()

    do {
      let lines = LiveLines(on: terminal.output())
      lines.show(["one", "two"])
    }
    screen.receive(terminal.shown())

    #expect(screen.lines.isEmpty)
  }
}
