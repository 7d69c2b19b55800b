import Spool
import Store
import Terminal

/// The screen of `watch` as lines, none of them wider than it: made anew for each frame.
struct WatchFrame {
  let columns: Int
  let rows: Int
  let colour: Bool

  /// How many jobs fit below the head and above the foot.
  func page(_ head: [String]) -> Int { max(1, rows - head.count - 2) }

  /// What holds for the queue as a whole; on a low screen only the counts.
  func head(_ health: Health) -> [String] {
    if rows < 10 { return [cut(counts(health))] }
    var lines: [String] = []
    let isServed = health.holder != nil
    let dot = isServed ? "●" : "○"
    let daemon = isServed ? "wavespoold runs" : "wavespoold is not running"
    let room = columns - daemon.columns - 4
    let path = health.path.visible.fitted(to: max(0, room), eliding: .start)
    let style: Style = isServed ? .green : health.hasWork ? .red : .dim
    lines.append(
      painted(dot, style) + " " + painted(daemon, .bold)
        + (room > 8 ? "  " + painted(path, .dim) : ""))
    lines.append(cut(counts(health)))
    for attention in health.attention.prefix(1) {
      let more = health.attention.count - 1
      let words = "! \(attention.what)" + (more > 0 ? " (and \(more) more: wavespool status)" : "")
      lines.append(painted(cut(words), .yellow))
    }
    if health.attention.isEmpty, let pause = health.pauses.first {
      lines.append(painted(cut("‖ \(pause.sentence)"), .yellow))
    }
    return lines + [""]
  }

  private func counts(_ health: Health) -> String {
    var parts: [String] = []
    let moving = Status.allCases.filter { !$0.hasEnded }
    for status in moving where health.count(status) > 0 {
      parts.append("\(health.count(status)) \(status.rawValue)")
    }
    if parts.isEmpty { parts.append("empty") }
    let ended = Status.allCases.compactMap { status in
      health.endedToday[status].map { "\(status.glyph) \($0)" }
    }
    if !ended.isEmpty { parts.append("today " + ended.joined(separator: " ")) }
    let spent = health.spending.reduce(Money.zero) { $0 + $1.spent + $1.pending }
    if spent > .zero { parts.append("\(spent) spent") }
    return parts.joined(separator: "  ·  ")
  }

  /// The jobs around the chosen one, which is drawn the other way round.
  func list(
    _ jobs: [JobRow], selected: JobID?, page: Int, at now: Timestamp, filter: String
  ) -> [String] {
    guard !jobs.isEmpty else {
      return [painted(filter.isEmpty ? "The queue has no jobs." : "No job matches.", .dim)]
    }
    let place = jobs.firstIndex { $0.id == selected } ?? 0
    let room = max(1, page - 1)
    let first = max(0, min(place - room / 2, jobs.count - room))
    let shown = Array(jobs[first..<min(first + room, jobs.count)])
    var table = Table([
      Column("ID", .right), Column("STATUS"),
      Column("MODEL", minimum: 8, ideal: 18, shrinksAt: 2, eliding: .start),
      Column("QUEUED", expendableAt: 2),
      Column("REMARK", minimum: 10, ideal: 26, shrinksAt: 3, expendableAt: 1),
    ])
    for job in shown {
      let age = now.since(job.createdAt).wordsAgo
      table.add([
        Cell("\(job.id)"), Cell(job.status.words), Cell(job.model.text), Cell(age),
        Cell(job.remark(at: now)),
      ])
    }
    return table.lines(width: columns, colour: false).enumerated().map { row, line in
      guard row > 0 else { return painted(line, .bold) }
      let job = shown[row - 1]
      return job.id == selected
        ? reversed(line.padded(to: columns)) : painted(line, job.status.style)
    }
  }

  /// A page of lines, moved up by `top` as far as there is more to see.
  func details(_ lines: [String], top: Int, page: Int) -> [String] {
    let first = min(top, max(0, lines.count - page))
    return Array(lines.dropFirst(first).prefix(page))
  }

  /// Head, body, and the last line at the foot of the screen.
  func whole(_ head: [String], _ body: [String], foot: String) -> [String] {
    let lines = (head + body).prefix(max(0, rows - 1))
    let gap = Array(repeating: "", count: max(0, rows - 1 - lines.count))
    return lines + gap + [foot]
  }

  func foot(_ state: WatchState) -> String {
    switch state.mode {
    case .asking(let question, _): return painted(cut(question.words + " [y/N]"), .yellow)
    case .typing: return cut("/" + state.filter.visible + "▏")
    case .list, .details: break
    }
    if !state.message.isEmpty { return painted(cut(state.message.visible), .yellow) }
    let isList = state.mode == .list
    var keys =
      isList
      ? ["q quit", "↑↓ move", "⏎ details", "/ filter", "c cancel", "r retry", "p pause"]
      : ["q back", "↑↓ scroll", "c cancel", "r retry", "p pause"]
    if isList, !state.filter.isEmpty { keys.insert("/\(state.filter.visible)  esc all", at: 0) }
    var words = keys[0]
    for key in keys.dropFirst() where (words + "   " + key).columns <= columns {
      words += "   " + key
    }
    return painted(cut(words), .dim)
  }

  func cut(_ text: String) -> String { text.fitted(to: columns) }

  private func painted(_ text: String, _ style: Style) -> String {
    colour ? style.painted(text) : text
  }

  /// Without colour too: it is how one sees where one is.
  private func reversed(_ text: String) -> String { "\u{1b}[7m" + text + "\u{1b}[0m" }
}
