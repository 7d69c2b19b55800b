import Spool
import Terminal

// How a job's status looks: a sign that tells it without colour, and a colour that tells it sooner.

extension Status {
  var glyph: String {
    switch self {
    case .queued: "○"
    case .submitting: "◔"
    case .uncertain: "?"
    case .running: "●"
    case .completed: "✓"
    case .failed: "✗"
    case .cancelled: "–"
    }
  }

  var style: Style {
    switch self {
    case .queued: []
    case .submitting, .running: .cyan
    case .uncertain: .yellow
    case .completed: .green
    case .failed: .red
    case .cancelled: .dim
    }
  }

  /// As in `job 3 has failed`.
  var perfect: String {
    switch self {
    case .queued, .submitting, .uncertain, .running: "is \(rawValue)"
    case .completed, .failed: "has \(rawValue)"
    case .cancelled: "was cancelled"
    }
  }

  /// `✓ completed`
  var words: String { "\(glyph) \(rawValue)" }
}

/// `job 1`, `jobs 1, 2 and 3`; of many only the first are named.
func named(_ jobs: [JobID]) -> String {
  let shown = jobs.prefix(10).map(\.description)
  let rest = jobs.count - shown.count
  let names = rest > 0 ? shown + ["\(rest) more"] : Array(shown)
  return (jobs.count == 1 ? "job " : "jobs ") + listed(names, "and")
}
