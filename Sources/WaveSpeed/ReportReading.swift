import JSON
import Spool

extension Report {
  /// Reads a prediction, as far as it can be understood: it has been paid for.
  init(_ id: PredictionID, _ members: JSON.Object, in body: ReplyBody) {
    // Of a bare prediction the code is its own, not an envelope's.
    let code = members["code"].flatMap(codeNumber)
    self.init(id, members, code: code, fallbackCode: body.code)
  }

  /// `code` is the prediction's own; the fallback is what is recorded where it has none.
  init(_ id: PredictionID, _ members: JSON.Object, code: Int?, fallbackCode: Int?) {
    let status = bounded(members["status"].flatMap(plainText) ?? "")
    let nsfw = readFlags(members["has_nsfw_contents"])
    let made = members["outputs"] ?? members["output"]
    let outputs = readOutputs(made, nsfw)
    let timings = members["timings"]?["inference"] ?? members["executionTime"]
    self.init(
      prediction: id,
      progress: Progress(
        status, error: errorText(members["error"]), code: code, fallbackCode: fallbackCode,
        unread: outputs.isEmpty ? made ?? .null : nil),
      remoteStatus: status,
      outputs: outputs,
      nsfw: nsfw,
      inferenceMilliseconds: timings?.double.flatMap(wholeMilliseconds),
      createdAt: members["created_at"]?.string.flatMap { Timestamp($0) })
  }
}

extension Report.Progress {
  /// `unread` are the outputs where none was found in them.
  init(_ status: String, error: String?, code: Int?, fallbackCode: Int?, unread: JSON?) {
    let failed = { (words: String, code: Int?, retry: Report.Retriability?) -> Report.Progress in
      let known = code.flatMap { FailureTable.neverHelps[$0] }
      let refusal = Refusal(bounded(error ?? known ?? words), code: code ?? fallbackCode)
      return .failed(Report.Failure(refusal, retry ?? retriability(of: code, error ?? "")))
    }
    switch status.lowercased() {
    case "created", "pending", "": self = .waiting
    case "processing": self = .processing
    case "completed":
      guard let unread else {
        self = .completed
        return
      }
      guard holdsAnything(unread) else {
        self = failed("completed without outputs", code, .neverHelps)
        return
      }
      // It was made and paid for: whatever the API says of it may help a person to find it.
      let words = "completed with outputs in an unknown form: \(unread.text)"
      self = .failed(
        Report.Failure(Refusal(bounded(words), code: code ?? fallbackCode), .neverHelps))
    case "failed": self = failed("failed without a reason", code, nil)
    case "timeout": self = failed("the API gave it up: timeout", code ?? 5004, nil)
    case "cancelled", "canceled": self = failed("cancelled at the API", code, .neverHelps)
    case "deleted": self = failed("deleted at the API", code, .neverHelps)
    default: self = .unfamiliar
    }
  }
}

private func retriability(of code: Int?, _ error: String) -> Report.Retriability {
  if let code, FailureTable.neverHelps[code] != nil { return .neverHelps }
  let words = MessageWords(error)
  return words.speakOfModeration || words.speakOfMissingMoney ? .neverHelps : .mayHelp
}

private func errorText(_ error: JSON?) -> String? {
  guard let error else { return nil }
  let text = bounded(error.string ?? error["message"]?.string ?? "")
  return text.allSatisfy(\.isWhitespace) ? nil : text
}

private func wholeMilliseconds(_ value: Double) -> Int64? {
  guard value >= 0, value < 9e15 else { return nil }
  return Int64(value + 0.5)
}
