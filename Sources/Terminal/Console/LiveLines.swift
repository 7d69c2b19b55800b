/// Lines at the foot of a terminal that are drawn over again and again, and go without a trace.
///
/// Elsewhere than on a terminal whose cursor can be moved nothing is drawn. The cursor is never hidden and no mode is set, so
/// that a program which is killed leaves the terminal as it was.
package final class LiveLines {
  private let output: TextOutput
  private var drawn: [String] = []

  package init(on output: TextOutput) {
    self.output = output
  }

  deinit {
    clear()
  }

  package var isShown: Bool { output.movesCursor }

  /// Replaces what is shown. The lines are cut to the terminal's width and height.
  package func show(_ lines: [LiveLine]) {
    guard isShown else { return }
    // The last column stays free: text there leaves the cursor in a place terminals disagree on.
    let width = (output.width ?? 80) - 1
    let height = max(1, (output.height ?? 24) - 1)
    let fitting = lines.prefix(height).map { $0.text.fitted(to: width) }
    let painted = zip(fitting, lines).map { output.paint($0, $1.style) }
    output.write(
      returnToStart + painted.map { $0 + "\u{1b}[K" }.joined(separator: "\n") + "\u{1b}[J")
    output.flush()
    drawn = fitting
  }

  package func clear() {
    guard !drawn.isEmpty else { return }
    output.write(returnToStart + "\u{1b}[J")
    output.flush()
    drawn = []
  }

  /// Writes lines that stay, above the live ones.
  package func leave(_ lines: [String]) {
    clear()
    for line in lines { output.line(line) }
  }

  /// To the first column of the first drawn row. A terminal made narrower since has wrapped what
  /// was drawn, so the rows are counted by its width of now.
  private var returnToStart: String {
    let width = output.width ?? 80
    let rows = drawn.reduce(0) { $0 + max(1, ($1.columns + width - 1) / width) }
    return rows > 1 ? "\r\u{1b}[\(rows - 1)A" : "\r"
  }
}

/// One drawn line, in one style; its text from outside is made harmless.
package struct LiveLine: Equatable, Sendable, ExpressibleByStringLiteral {
  package let text: String
  package let style: Style

  package init(_ text: String, _ style: Style = []) {
    self.text = text.visible
    self.style = style
  }

  package init(stringLiteral text: String) {
    self.init(text)
  }
}
