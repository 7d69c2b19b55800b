import Prometheus
import Spool
import Store
import WaveSpeed

/// The page that is written each minute for others to read.
struct MetricsWriting {
  /// Nil while one is being written.
  var nextDue: Uptime? = .start
  var begun = Uptime.start
  var trouble: String?
}

extension Turn {
  /// Counts an answer of the API, or that there was none.
  func count(_ answer: Answer) {
    let call =
      switch answer.exchange {
      case .submit: "submit"
      case .poll: "poll"
      case .balance, .history, .billing, .quote, .comparison, .bills, .place: "other"
      }
    let status =
      switch answer.result {
      case .replied(let reply): reply.status
      case .failed: 0
      }
    meters.answers[Meters.Answer(call: call, status: status), default: 0] += 1
  }

  /// Has the page written on the bench, one at a time.
  func writeMetrics(at moment: Moment) {
    guard let files = world.files, let file = files.metrics, let due = metrics.nextDue,
      due <= moment.uptime
    else { return }
    metrics.nextDue = nil
    metrics.begun = moment.uptime
    files.bench.start(.writeMetrics(file, at: moment.wall))
  }

  /// A failure is told once, not each minute.
  func observeMetrics(_ result: Result<Void, MetricsFile.Failure>) {
    metrics.nextDue = metrics.begun + .seconds(60)
    switch result {
    case .success:
      if metrics.trouble != nil { world.log.warning("the metrics are written again") }
      metrics.trouble = nil
    case .failure(let failure):
      if metrics.trouble == nil {
        world.log.error("the metrics cannot be written", ["why": failure.words])
      }
      metrics.trouble = failure.words
    }
  }
}
