import JSON
package import Spool

extension SubmitReply {
  /// What an answer to a submission means, by the tables in `OutcomeTable.swift`.
  ///
  /// `now` is when it came; it counts only where the reply has no date of its own.
  package init(_ reply: APIReply, now: Timestamp) {
    let body = ReplyBody(reply)
    if reply.isSuccess, let prediction = body.prediction, let id = body.predictionID {
      self = .accepted(Report(id, prediction, in: body))
      return
    }
    if let report = shownDespiteTrouble(body) {
      self = .accepted(report)
      return
    }
    let outcome = submitClass(reply, body)
    let lack = body.hasUnreadableID ? "with an unreadable prediction id" : "without a prediction id"
    let refusal = body.refusal(reply.isSuccess ? "\(reply.status) \(lack)" : nil)
    switch outcome {
    case .rejected: self = .rejected(refusal)
    case .keyRefused: self = .keyRefused(refusal)
    case .creditRefused: self = .creditRefused(refusal)
    case .forbidden: self = .forbidden(refusal)
    case .unknown: self = .unknown(body.predictionID.map(refusal.naming) ?? refusal)
    case .throttled:
      self = .throttled(
        refusal, retryAfter: reply.waitAsked(now: now),
        holds: MessageWords(refusal.message).speakOfAccount ? .account : .model)
    }
  }

  /// No whole answer came. Unless nothing can have arrived, nobody knows what became of it.
  package init(transportFailure message: String, mayHaveArrived: Bool) {
    let refusal = Refusal(bounded(message))
    self = mayHaveArrived ? .unknown(refusal) : .notSent(refusal)
  }
}

/// An error around a prediction, with its status: it exists, and may be charged. What the trouble says
/// of it is not believed; polls tell the truth. An id alone may be a request's.
private func shownDespiteTrouble(_ body: ReplyBody) -> Report? {
  guard let id = body.predictionID, let status = body.prediction?["status"].flatMap(plainText)
  else { return nil }
  return Report(prediction: id, progress: .waiting, remoteStatus: bounded(status))
}

extension Refusal {
  /// For a person, who can look at the prediction and adopt it.
  fileprivate func naming(_ prediction: PredictionID) -> Refusal {
    Refusal(
      bounded("\(httpStatus ?? 0) with the prediction id \(prediction): \(message)"), code: code,
      httpStatus: httpStatus)
  }
}

private func submitClass(_ reply: APIReply, _ body: ReplyBody) -> SubmitClass {
  let code = body.hasErrorCode ? body.envelopeCode : body.dataCode
  let outcome: SubmitClass
  if reply.isSuccess {
    outcome = code.map(OutcomeTable.outcome(ofCode:)) ?? .unknown
  } else {
    outcome = OutcomeTable.outcome(ofStatus: reply.status)
  }
  let isBadRequest = reply.status == 400 || reply.isSuccess && code == 400
  guard outcome == .rejected, isBadRequest else { return outcome }
  // A code that names the fault outranks words that merely resemble another.
  for code in [body.dataCode, body.envelopeCode] {
    if let code, FailureTable.neverHelps[code] != nil { return OutcomeTable.outcome(ofCode: code) }
  }
  return MessageWords(body.message ?? "").speakOfMissingMoney ? .creditRefused : .rejected
}
