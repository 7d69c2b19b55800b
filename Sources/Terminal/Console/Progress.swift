/// How far something has come, as one line: `Importing  [#####-----] 50%  500/1000  250/s  2s left`
package struct ProgressLine: Equatable, Sendable {
  package let label: String
  package let done: Int

  /// Nil where nobody knows.
  package let total: Int?
  package let elapsed: Duration

  package init(_ label: String, done: Int, of total: Int?, after elapsed: Duration) {
    self.label = label
    self.done = done
    self.total = total
    self.elapsed = elapsed
  }

  /// The parts that fit, the label cut first; the bar takes the room that is left.
  package func text(width: Int) -> String {
    let figures = figures
    let bar = total.map { self.bar(width: width - label.columns - figures.columns - 4, of: $0) }
    let parts = [label, bar ?? "", figures].filter { !$0.isEmpty }
    let text = parts.joined(separator: "  ")
    if text.columns <= width { return text }
    let shortened = label.fitted(to: max(0, width - figures.columns - 2))
    return (shortened + "  " + figures).fitted(to: width)
  }

  /// Done a second since the start; nil before there is anything to go by.
  package var perSecond: Double? {
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    return done > 0 && seconds > 0 ? Double(done) / seconds : nil
  }

  /// At the rate so far.
  package var remaining: Duration? {
    guard let total, let perSecond, done < total else { return nil }
    let seconds = Double(total - done) / perSecond
    return seconds < 1e9 ? .seconds(Int64(seconds.rounded(.up))) : nil
  }

  private var figures: String {
    var parts: [String] = []
    if let total {
      let percent = total > 0 ? Int(Double(min(done, total)) / Double(total) * 100) : 100
      parts.append("\(percent)%")
      parts.append("\(done)/\(total)")
    } else if done > 0 {
      parts.append("\(done)")
    }
    if let perSecond { parts.append(rateWords(perSecond)) }
    if let remaining { parts.append(remaining.words + " left") }
    return parts.joined(separator: "  ")
  }

  private func bar(width: Int, of total: Int) -> String {
    // Two brackets, and fewer than eight steps tell nothing that the figures do not.
    let steps = min(width - 2, 30)
    guard steps >= 8 else { return "" }
    let full = total > 0 ? Int(Double(min(done, total)) / Double(total) * Double(steps)) : steps
    return "[" + String(repeating: "#", count: full)
      + String(repeating: "-", count: steps - full) + "]"
  }
}

/// `250/s` `3.1/s`, and by the minute where less than one a second is done.
private func rateWords(_ perSecond: Double) -> String {
  func oneDecimal(_ number: Double) -> String {
    let tenths = Int64((number * 10).rounded())
    return tenths >= 100 ? "\((tenths + 5) / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
  if perSecond >= 1e15 { return "" }
  return perSecond < 1 ? oneDecimal(perSecond * 60) + "/min" : oneDecimal(perSecond) + "/s"
}

/// A progress line that is redrawn on a terminal, at most ten times a second.
package final class Progress {
  private let label: String
  private var total: Int?
  private let output: TextOutput
  private let lines: LiveLines
  private var drawnAt: Duration?

  package init(_ label: String, of total: Int?, on output: TextOutput) {
    self.label = label.visible
    self.total = total
    self.output = output
    lines = LiveLines(on: output)
  }

  /// `elapsed` is since the start: the caller has the clock.
  ///
  /// A total that was not known at first may come later.
  package func update(done: Int, of total: Int? = nil, after elapsed: Duration) {
    if let total { self.total = total }
    guard lines.isShown else { return }
    if let drawnAt, elapsed < drawnAt + .milliseconds(100) { return }
    drawnAt = elapsed
    let line = ProgressLine(label, done: done, of: self.total, after: elapsed)
    lines.show([LiveLine(line.text(width: (output.width ?? 80) - 1))])
  }

  /// Leaves the screen as it was before.
  package func finish() {
    lines.clear()
  }
}
