import JSON
import Spool
import Store
import Terminal

// What is worth saying of a job in one line, beside its id, status and model.

extension JobRow {
  /// The time between two moments of the job's life; nil when one has not come, or the clock was
  /// set back between them.
  func span(_ start: Timestamp?, _ end: Timestamp?) -> Duration? {
    guard let start, let end, start <= end else { return nil }
    return end.since(start)
  }

  /// The API's code for the newest failure; one that says all is well explains none.
  var tellingCode: Int? { errorCode == 200 ? nil : errorCode }

  /// What to know of it now: why it failed, what it waits for, what came of it.
  func remark(at now: Timestamp) -> String {
    let parts: [String?] =
      switch status {
      case .queued:
        [wait(at: now), waitsFor?.remark, priority == 0 ? nil : "priority \(priority)", lastError]
      case .submitting: ["being sent"]
      case .uncertain: [error]
      case .running:
        [remoteStatus, span(submittedAt, now).map { "for \($0.words)" }]
      case .completed:
        [
          outputs.map { counted($0.count, "output") },
          span(submittedAt, finishedAt).map { "after \($0.words)" }, nsfw == true ? "NSFW" : nil,
        ]
      case .failed: [error]
      case .cancelled: [remoteStatus.map { "its prediction: \($0)" }]
      }
    let words = parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
    return words.isEmpty ? prompt ?? "" : words
  }

  private func wait(at now: Timestamp) -> String? {
    guard let runAfter, runAfter > now else { return nil }
    let left = runAfter.since(now)
    return "\(attempts > 0 ? "tried again" : "starts") in \(left.words)"
  }

  private var lastError: String? { error.map { "last: \($0)" } }

  private var prompt: String? { JSON.stored(input)["prompt"]?.string }
}

extension WaitReason {
  fileprivate var remark: String {
    switch self {
    case .budget: "over a budget"
    case .maxPrice: "too dear"
    case .quote: "price being asked"
    case .unknownPrice: "price unknown"
    }
  }
}
