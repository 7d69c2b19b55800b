import Spool
import Store
import Terminal

extension Log {
  /// A value as it stands behind `key=`: bare where that is unmistakable, else in quotes.
  func quoted(_ value: String) -> String {
    let harmless = value.visible
    let isPlain = harmless.utf8.allSatisfy { byte in
      byte > 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=")
    }
    return isPlain
      ? harmless
      : "\"" + harmless.map { $0 == "\"" ? "\\\"" : String($0) }.joined() + "\""
  }

  /// What a turn has decided, as the log of events has it too.
  func tell(_ news: Plan.News) {
    switch news {
    case .transition(let transition, let job): tell(transition, of: job)
    case .paused(let pause): warning("submitting pauses", ["why": pause.inWords])
    case .resumed(let pause): warning("submitting goes on", ["after": pause.inWords])
    case .eased(let scope, let limit):
      info(
        "the in-flight limit follows the API's refusals",
        ["of": scope.inWords, "now": limit.map { "\($0)" } ?? "as configured"])
    }
  }

  private func tell(_ transition: Transition, of job: StoredJob) {
    switch transition {
    case .ignore: return
    case .stay(let kind, let detail, _):
      guard let kind else { return }
      debug(kind.rawValue, ["job": "\(job.id)", "detail": detail ?? ""])
    case .move(let state, let kind, let detail, _):
      let fields: Fields = [
        "job": "\(job.id)", "status": state.status.rawValue, "model": job.model.text,
        "detail": detail ?? "",
      ]
      switch kind {
      case .uncertain, .failed, .rejected: warning(kind.rawValue, fields)
      default: info(kind.rawValue, fields)
      }
    }
  }
}
