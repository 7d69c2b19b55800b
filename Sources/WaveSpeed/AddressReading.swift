extension APIAddress {
  package init(_ text: String) throws(AddressError) {
    let (scheme, rest) = try schemeAndRest(text)
    guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else { throw .hasQuery }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let authority = rest[..<slash]
    guard !authority.contains("@") else { throw .hasUser }
    let (host, port) = try hostAndPort(authority)
    guard scheme == "https" || isLoopbackHost(host) else { throw .plainHTTP(host: host) }

    self.host = host
    self.port = port
    isEncrypted = scheme == "https"
    prefix = try pathPrefix(rest[slash...])
    origin =
      "\(scheme)://" + (host.contains(":") ? "[\(host)]" : host) + (port.map { ":\($0)" } ?? "")
  }
}

private func schemeAndRest(_ text: String) throws(AddressError) -> (String, Substring) {
  // By hand: readers of URLs forgive much, and here a key goes where the text leads.
  let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
  guard parts.count == 2, parts[1].hasPrefix("//") else { throw .noScheme }
  let scheme = parts[0].lowercased()
  guard scheme == "https" || scheme == "http" else { throw .otherScheme(scheme) }
  return (scheme, parts[1].dropFirst(2))
}

private func hostAndPort(_ authority: Substring) throws(AddressError) -> (String, UInt16?) {
  var rest = authority
  let host: String
  if rest.hasPrefix("[") {
    guard let close = rest.firstIndex(of: "]") else { throw .badHost }
    host = rest[rest.index(after: rest.startIndex)..<close].lowercased()
    rest = rest[rest.index(after: close)...]
    let isIPv6 =
      host.contains(":") && host.utf8.allSatisfy { isHexDigit($0) || $0 == 58 || $0 == 46 }
    guard isIPv6 else { throw .badHost }
  } else {
    let colon = rest.firstIndex(of: ":") ?? rest.endIndex
    host = rest[..<colon].lowercased()
    rest = rest[colon...]
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    let isName = labels.allSatisfy { label in
      !label.isEmpty && label.utf8.allSatisfy { isHostByte($0) }
    }
    guard isName else { throw .badHost }
  }
  guard let colon = rest.first else { return (host, nil) }
  let digits = rest.dropFirst()
  guard colon == ":", digits.utf8.allSatisfy({ (48...57).contains($0) }),
    let port = UInt16(digits), port > 0
  else { throw .badPort }
  return (host, port)
}

private func pathPrefix(_ path: Substring) throws(AddressError) -> String {
  var prefix = path
  while prefix.last == "/" { prefix.removeLast() }
  guard !prefix.isEmpty else { return "" }
  for part in ["/api/v2", "/api/v3"] where prefix.hasSuffix(part) { throw .namesVersion(part) }
  guard APIPath.faultOfParts(prefix.dropFirst()) == nil else { throw .badPath }
  return String(prefix)
}

/// `localhost`, `127.0.0.0/8` and `::1`. A name that merely begins with 127 is none of them.
func isLoopbackHost(_ host: String) -> Bool {
  if host == "localhost" || host == "::1" { return true }
  let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
  return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
}

private func isHostByte(_ byte: UInt8) -> Bool {
  (48...57).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-")
    || byte == UInt8(ascii: "_")
}

private func isHexDigit(_ byte: UInt8) -> Bool {
  (48...57).contains(byte) || (97...102).contains(byte)
}
