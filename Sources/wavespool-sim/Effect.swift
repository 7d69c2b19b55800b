/// What a fault does to one exchange.
struct Effect {
  /// Whether a submission is accepted, and charged, before it goes wrong.
  var afterCreating = false

  /// An answer given instead of the ordinary one.
  var answer: ErrorAnswer?

  /// A change made to the ordinary answer.
  var twist: Twist?
  var delivery = Delivery.whole
  var late: Latency?
  var retryAfter: RetryAfter?

  enum Twist: Equatable {
    case emptyID
    case truncated
    case huge(bytes: Int)
    case redirect(to: String?)

    /// An output that is another file, with another ETag, at every request.
    case changed
  }

  enum RetryAfter {
    case seconds(Int)

    /// So many seconds from now, written as a date.
    case date(Int)
  }

  /// Whether a submission that meets this fault leaves a charged prediction behind.
  var letsCreate: Bool {
    afterCreating || (answer == nil && !isSilent)
  }

  private var isSilent: Bool {
    switch delivery {
    case .whole, .slow, .overlong: false
    case .cut, .reset, .silence: true
    }
  }
}

/// An answer of the API or of a gateway before it that says no, or says nothing sensible.
struct ErrorAnswer {
  var status: Int?
  var shape: Shape?
  var code: Int?
  var message: String?

  /// Every shape in which errors have been seen.
  enum Shape: String {
    case envelope, nested, error, msg, detail, html, empty, garbage
  }

  var reply: Reply {
    let shape = shape ?? ([502, 503, 504].contains(status) ? .html : .envelope)
    let status = status ?? shape.usualStatus
    let message = message ?? (status == 200 ? "the request was refused" : reason(status))
    switch shape {
    case .envelope:
      return Reply.refusal(status, message, code: code)
    case .nested:
      let code = code.map { #""code":\#($0),"# } ?? ""
      return Reply(
        status,
        json: #"{"code":\#(status),"message":\#(quoted(reason(status))),"#
          + #""data":{\#(code)"error":\#(quoted(message))}}"#)
    case .error, .msg, .detail:
      return Reply(status, json: #"{"\#(shape.rawValue)":\#(quoted(message))}"#)
    case .html:
      let title = "\(status) \(reason(status))"
      let page =
        "<html>\r\n<head><title>\(title)</title></head>\r\n<body>\r\n<center><h1>\(title)</h1>"
        + "</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
      return Reply(status, contentType: "text/html", body: Array(page.utf8))
    case .empty:
      return Reply(status, json: "")
    case .garbage:
      return Reply(status, contentType: "application/json", body: ErrorAnswer.garbage)
    }
  }

  /// No JSON, no UTF-8, and an escape sequence for whoever prints it.
  private static let garbage: [UInt8] = Array("{\"code\":200,\u{1B}[2J\u{0}".utf8) + [0xFF, 0xFE]
}

extension ErrorAnswer.Shape {
  fileprivate var usualStatus: Int {
    switch self {
    case .envelope, .nested, .error, .msg, .detail: 500
    case .html: 502
    case .empty, .garbage: 200
    }
  }
}

func reason(_ status: Int) -> String {
  switch status {
  case 200: "OK"
  case 206: "Partial Content"
  case 302: "Found"
  case 304: "Not Modified"
  case 307: "Temporary Redirect"
  case 400: "Bad Request"
  case 401: "Unauthorized"
  case 402: "Payment Required"
  case 403: "Forbidden"
  case 404: "Not Found"
  case 405: "Method Not Allowed"
  case 413: "Payload Too Large"
  case 415: "Unsupported Media Type"
  case 416: "Range Not Satisfiable"
  case 422: "Unprocessable Entity"
  case 429: "Too Many Requests"
  case 500: "Internal Server Error"
  case 502: "Bad Gateway"
  case 503: "Service Unavailable"
  case 504: "Gateway Time-out"
  default: "Status \(status)"
  }
}
