/// One answer of the API: what of it can mean something.
package struct APIReply: Equatable, Sendable {
  package let status: Int
  package let body: [UInt8]

  /// The headers of these names, as they came.
  package let retryAfter: String?
  package let date: String?

  package init(
    status: Int, body: [UInt8], retryAfter: String? = nil, date: String? = nil
  ) {
    self.status = status
    self.body = body
    self.retryAfter = retryAfter
    self.date = date
  }

  var isSuccess: Bool { (200..<300).contains(status) }
}
