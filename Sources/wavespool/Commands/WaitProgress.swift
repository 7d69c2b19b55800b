import Spool
import Store
import Terminal

/// What a person sees while jobs are waited for. Elsewhere than on a terminal, nothing.
struct WaitProgress {
  private let lines: LiveLines
  private let output: TextOutput
  private let isShown: Bool

  init(of ids: [JobID], on output: TextOutput, isQuiet: Bool) {
    self.output = output
    lines = LiveLines(on: output)
    isShown = lines.isShown && !isQuiet
  }

  /// Says how long what is shown stays true; nil when nothing is shown.
  func show(_ jobs: [JobRow], at now: Timestamp, after elapsed: Duration) -> Duration? {
    guard isShown else { return nil }
    let moving = jobs.filter { !$0.status.hasEnded }
    var drawn = moving.prefix(8).map { job in
      let remark = job.remark(at: now)
      return LiveLine(
        "\(job.status.words)  job \(job.id)" + (remark.isEmpty ? "" : "  \(remark)"),
        job.status.style)
    }
    if moving.count > drawn.count {
      drawn.append(LiveLine("… and \(moving.count - drawn.count) more", .dim))
    }
    if jobs.count > 1 {
      let done = jobs.count - moving.count
      let bar = ProgressLine("Waiting", done: done, of: jobs.count, after: elapsed)
      drawn.append(LiveLine(bar.text(width: (output.width ?? 80) - 1)))
    }
    lines.show(drawn)
    return .seconds(1)
  }

  func finish() {
    lines.clear()
  }
}
