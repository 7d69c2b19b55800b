extension Effect {
  /// The answer that leaves instead of `ordinary`, which is nil where nothing was created.
  func applied(
    to ordinary: Reply?, of request: Request, clock: inout Clock, dice: inout Dice
  ) -> Reply {
    var reply = answer?.reply ?? ordinary ?? Reply.refusal(500, reason(500))
    switch twist {
    case .emptyID: reply.body = withoutID(reply.body)
    case .truncated: reply.body.removeLast((reply.body.count + 1) / 2)
    case .huge(let bytes):
      reply.body =
        Array(#"{"code":200,"message":"success","padding":""#.utf8)
        + Array(repeating: UInt8(ascii: "x"), count: bytes) + Array("\"}".utf8)
    case .redirect(let target):
      reply.status = answer?.status ?? 302
      reply.headers.append(("Location", target ?? request.path + "?moved=1"))
      reply.body = []
    case .changed, nil: break
    }
    switch retryAfter {
    case .seconds(let seconds): reply.headers.append(("Retry-After", String(seconds)))
    case .date(let seconds):
      let moment = clock.now + Int64(seconds) * 1_000_000_000
      reply.headers.append(("Retry-After", clock.httpDate(moment)))
    case nil: break
    }
    reply.delivery = delivery
    if let late { reply.delay = late.drawn(with: &dice) }
    return reply
  }
}

/// The same JSON with the value of its first `"id"` made empty.
private func withoutID(_ body: [UInt8]) -> [UInt8] {
  let text = String(decoding: body, as: UTF8.self)
  guard let key = text.range(of: #""id":""#),
    let end = text[key.upperBound...].firstIndex(of: "\"")
  else { return body }
  return Array((text[..<key.upperBound] + text[end...]).utf8)
}
