import JSON
package import Spool

/// What is left on the account. That it can be asked for at all shows that the key is good.
package struct Balance: Equatable, Sendable {
  package let left: Money

  package init(_ reply: APIReply, now: Timestamp) throws(APIFailure) {
    let body = try reply.success(now: now)
    guard let left = (body.data?["balance"] ?? body.data).flatMap(dollars) else {
      throw body.without("balance")
    }
    self.left = left
  }
}
