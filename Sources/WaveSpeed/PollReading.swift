import JSON
package import Spool

extension PollReply {
  /// What an answer to "how is this prediction doing?" means.
  ///
  /// Only a success that speaks of this prediction changes a job; nothing else fails it.
  package init(_ reply: APIReply, of asked: PredictionID, now: Timestamp) {
    let body = ReplyBody(reply)
    if reply.isSuccess, let prediction = body.prediction,
      prediction["status"].flatMap(plainText) != nil
    {
      if let id = prediction["id"].flatMap(plainText), id != asked.text {
        self = .unanswered(
          Refusal(
            "the reply is about another prediction: \(bounded(id))", code: body.code,
            httpStatus: reply.status))
      } else {
        self = .report(Report(asked, prediction, in: body))
      }
      return
    }
    let refusal = body.refusal(reply.isSuccess ? "\(reply.status) without a status" : nil)
    switch reply.isSuccess ? body.envelopeCode ?? reply.status : reply.status {
    case 401: self = .keyRefused(refusal)
    case 404, 410: self = .notFound(refusal)
    case 429: self = .throttled(refusal, retryAfter: reply.waitAsked(now: now))
    default: self = .unanswered(refusal)
    }
  }

  /// No whole answer came: ask again.
  package init(transportFailure message: String) {
    self = .unanswered(Refusal(bounded(message)))
  }
}
