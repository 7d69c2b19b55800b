package import Spool

/// Why a question that costs nothing (history, billing, balance, quote, models, upload) has no
/// answer. Asking again is always allowed.
package enum APIFailure: Error, Equatable, Sendable {
  case keyRefused(Refusal)
  case forbidden(Refusal)
  case throttled(Refusal, retryAfter: Duration?)

  /// 400, 404, 422 …: the API does not take the question in this form.
  case notUnderstood(Refusal)

  /// 5xx, an unreadable body: perhaps later.
  case unanswered(Refusal)

  package var refusal: Refusal {
    switch self {
    case .keyRefused(let refusal), .forbidden(let refusal), .throttled(let refusal, _),
      .notUnderstood(let refusal), .unanswered(let refusal):
      refusal
    }
  }
}

extension APIReply {
  /// The body of a success; throws what kept it from being one.
  func success(now: Timestamp) throws(APIFailure) -> ReplyBody {
    let body = ReplyBody(self)
    let status = isSuccess && body.hasErrorCode ? body.envelopeCode ?? self.status : self.status
    switch status {
    case 401: throw .keyRefused(body.refusal())
    case 403: throw .forbidden(body.refusal())
    case 429: throw .throttled(body.refusal(), retryAfter: waitAsked(now: now))
    case 400..<500: throw .notUnderstood(body.refusal())
    case 200..<300: return body
    default: throw .unanswered(body.refusal())
    }
  }
}

extension ReplyBody {
  /// A success that does not hold what was asked for.
  func without(_ what: String) -> APIFailure {
    .unanswered(Refusal("the reply holds no \(what)", code: code))
  }
}
