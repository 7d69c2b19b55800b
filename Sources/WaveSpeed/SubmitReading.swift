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
    let outcome = submitClass(reply, body)
    let refusal = body.refusal(reply.isSuccess ? "\(reply.status) without a prediction id" : nil)
    switch outcome {
    case .rejected: self = .rejected(refusal)
    case .keyRefused: self = .keyRefused(refusal)
    case .creditRefused: self = .creditRefused(refusal)
    case .forbidden: self = .forbidden(refusal)
    case .unknown: self = .unknown(refusal)
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
