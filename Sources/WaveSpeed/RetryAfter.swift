import Spool

extension APIReply {
  /// How long the server asks us to wait: seconds, or until a date by its own clock. At most an
  /// hour; nil when it asks for nothing, for the past or in no form that is known.
  func waitAsked(now: Timestamp) -> Duration? {
    guard let text = retryAfter else { return nil }
    let digits = text.trimmingSpaces
    if !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) {
      // More digits than fit are more than an hour.
      return .seconds(min(Int64(digits) ?? .max, 3600))
    }
    guard let until = Timestamp(httpDate: text) else { return nil }
    let since = date.flatMap { Timestamp(httpDate: $0) } ?? now
    guard until > since else { return nil }
    return min(until.since(since), .seconds(3600))
  }
}

extension StringProtocol {
  fileprivate var trimmingSpaces: Substring {
    var text = Substring(self)
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
