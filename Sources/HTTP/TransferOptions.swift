internal import CCurl

extension Easy {
  /// Everything libcurl is told about a request, from the state that `reset` leaves.
  func setOptions(
    of request: Request, to origin: Origin, proxy: String?, under rules: HouseRules
  ) throws(Refused) {
    try setHouseRules(rules)
    try set(CURLOPT_URL, request.url)
    try set(CURLOPT_PROTOCOLS_STR, request.allowedProtocols == .httpsOnly ? "https" : "http,https")
    // An empty text, not the absence of one, keeps libcurl from reading the environment.
    try set(CURLOPT_PROXY, proxy ?? "")
    try set(CURLOPT_NOPROXY, "")
    try set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.wholeMilliseconds)
    try set(CURLOPT_TIMEOUT_MS, request.totalTimeout.wholeMilliseconds)
    try set(CURLOPT_MAXFILESIZE_LARGE, size: request.maximumReplyBytes)
    try setConnection(request.connection, to: origin)
    try setBody(request)
    if case .memory = request.sink {
      try set(CURLOPT_ACCEPT_ENCODING, "")  // all that this libcurl can decode
    }  // A file is to be as long as Content-Length says, so it is asked for as it is.
  }

  private func setHouseRules(_ rules: HouseRules) throws(Refused) {
    try set(CURLOPT_USERAGENT, rules.userAgent)
    try set(CURLOPT_NOSIGNAL, 1)
    try set(CURLOPT_TCP_NODELAY, 1)
    try set(CURLOPT_FOLLOWLOCATION, 0)
    try set(CURLOPT_NETRC, 0)
    try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    try set(CURLOPT_SSL_VERIFYPEER, 1)
    try set(CURLOPT_SSL_VERIFYHOST, 2)
    try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    if let bundle = rules.certificateBundle { try set(CURLOPT_CAINFO, bundle) }
    // SAFETY: the list lives as long as the rules, and those as long as the client.
    try unsafe set(CURLOPT_RESOLVE, pointer: rules.pinnedNames)
    // libcurl keeps the parsed bundle from connection to connection only where no directory of
    // certificates is set, and Debian sets one; parsing costs more than the handshake.
    try set(CURLOPT_CAPATH, String?.none)
  }

  private func setConnection(
    _ connection: Request.Connection, to origin: Origin
  ) throws(Refused) {
    switch connection {
    case .fresh:
      try set(CURLOPT_FRESH_CONNECT, 1)
      try set(CURLOPT_FORBID_REUSE, 1)
      try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    case .reusable where origin.isSecure:
      try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
      try set(CURLOPT_PIPEWAIT, 1)
    case .reusable:
      // Never HTTP/2 in the clear, and so nothing to wait for before a second connection.
      try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    }
  }

  private func setBody(_ request: Request) throws(Refused) {
    switch (request.method, request.body) {
    case (.get, let body):
      precondition(body.isEmpty, "a GET carries no body")
      try set(CURLOPT_HTTPGET, 1)
    case (.post, .bytes(let bytes)), (.put, .bytes(let bytes)):
      try set(CURLOPT_POST, 1)
      try set(CURLOPT_POSTFIELDSIZE_LARGE, size: bytes.count)
      try set(CURLOPT_COPYPOSTFIELDS, copying: bytes)
      if request.method == .put { try set(CURLOPT_CUSTOMREQUEST, Request.Method.put.rawValue) }
    case (.put, .file(_, let length)):
      try set(CURLOPT_UPLOAD, 1)
      try set(CURLOPT_INFILESIZE_LARGE, size: length)
    case (.post, .file(_, let length)):
      try set(CURLOPT_POST, 1)
      try set(CURLOPT_POSTFIELDSIZE_LARGE, size: length)
    }
  }
}

/// The request's headers as libcurl wants them, and without those it would add.
///
/// - Returns: a list that the caller frees.
@unsafe func headerList(of request: Request) -> UnsafeMutablePointer<curl_slist>? {
  var list: UnsafeMutablePointer<curl_slist>?
  func append(_ line: String) { unsafe list = appending(line, to: list) }
  // Waiting for "100 Continue" would cost a second wherever nobody says it.
  append("Expect:")
  let isTyped = request.headers.contains { $0.name.lowercased() == "content-type" }
  // libcurl would call every POST a form.
  if !isTyped { append("Content-Type:") }
  for header in request.headers {
    // "Name:" would take a header away; "Name;" sends it empty.
    append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
  }
  return unsafe list
}

extension Request.Body {
  fileprivate var isEmpty: Bool {
    switch self {
    case .bytes(let bytes): bytes.isEmpty
    case .file(_, let length): length == 0
    }
  }
}

extension Duration {
  /// Rounded up, so that a wait of less than one does not become no wait at all; at least 1, for to
  /// libcurl a timeout of 0 is none.
  var wholeMilliseconds: Int {
    let (seconds, attoseconds) = components
    let fraction = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return Int(max(1, min(seconds, 1_000_000) * 1000 + fraction))
  }
}
