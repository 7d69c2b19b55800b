internal import CCurl

/// What all exchanges of a client have in common.
@safe final class HouseRules {
  let userAgent: String

  /// A file of certificates to believe instead of the system's.
  let certificateBundle: String?
  let proxies: ProxySettings

  /// In the form of `CURLOPT_RESOLVE`: `name:port:address`.
  private(set) var pinnedNames: UnsafeMutablePointer<curl_slist>?

  init(
    userAgent: String, certificateBundle: String?, proxies: ProxySettings, pinnedNames: [String]
  ) {
    self.userAgent = userAgent
    self.certificateBundle = certificateBundle
    self.proxies = proxies
    for name in pinnedNames {
      unsafe self.pinnedNames = appending(name, to: self.pinnedNames)
    }
  }

  deinit { unsafe curl_slist_free_all(pinnedNames) }
}

/// One line more, which libcurl copies.
///
/// - Returns: the list to go on with and to free.
@unsafe func appending(
  _ line: String, to list: UnsafeMutablePointer<curl_slist>?
) -> UnsafeMutablePointer<curl_slist>? {
  guard let longer = unsafe curl_slist_append(list, line) else {
    preconditionFailure("out of memory")
  }
  return unsafe longer
}
