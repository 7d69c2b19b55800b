import Prometheus
import SQLite
import Spool
import Store
import Terminal

extension Metrics {
  /// Always in Prometheus' own form, which is made for programs already.
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let now = session.now
    let figures = try session.reading { store throws(SQLiteError) in
      try QueueFigures(store, at: now)
    }
    for line in MetricsPage(figures, version: Wavespool.program.version).lines {
      session.out.line(line)
    }
    return .done
  }
}
