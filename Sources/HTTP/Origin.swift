internal import CCurl

/// Whom a URL speaks to: the scheme, the host and the port.
struct Origin: Hashable {
  let isSecure: Bool

  /// In small letters, without the brackets of IPv6 and without a last dot.
  let host: String
  let port: String

  /// Nil for what libcurl itself would not take for a URL of the web, and for one that carries a
  /// name and a password, which libcurl would send along.
  init?(_ url: String) {
    // SAFETY: made and freed here; libcurl copies the URL it is given.
    guard let parsed = unsafe curl_url() else { return nil }
    defer { unsafe curl_url_cleanup(parsed) }
    guard unsafe curl_url_set(parsed, CURLUPART_URL, url, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK,
      let scheme = unsafe part(CURLUPART_SCHEME, of: parsed),
      let host = unsafe part(CURLUPART_HOST, of: parsed),
      let port = unsafe part(CURLUPART_PORT, of: parsed), ["http", "https"].contains(scheme)
    else { return nil }
    isSecure = scheme == "https"
    self.host = bare(host)
    self.port = port
  }

  /// Whether the host is an address, not a name.
  var isAddress: Bool { Address(host) != nil }

  /// `localhost` and all under it is this machine by RFC 6761, whatever a resolver says.
  var isLoopback: Bool {
    host == "localhost" || host.hasSuffix(".localhost") || Address(host)?.isLoopback == true
  }

  /// Whether the URL alone shows that it does not lead out to the internet.
  var isKnownPrivate: Bool {
    isLoopback || Address(host)?.isPublic == false
  }
}

private func bare(_ host: String) -> String {
  var host = host.lowercased()[...]
  if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
  if host.hasSuffix(".") { host = host.dropLast() }
  return String(host)
}

@unsafe private func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
  var text: UnsafeMutablePointer<CChar>?
  guard unsafe curl_url_get(url, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK,
    let text = unsafe text
  else { return nil }
  defer { unsafe curl_free(text) }
  return unsafe String(cString: text)
}
