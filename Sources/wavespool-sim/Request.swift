import CMicroHTTPD

/// One request, complete with its body. Headers and query are looked up where it came from, so
/// it is only good while it is being answered.
@safe struct Request {
  let method: String
  let path: String
  let body: [UInt8]
  private let connection: OpaquePointer

  init(method: String, path: String, body: [UInt8], connection: OpaquePointer) {
    self.method = method
    self.path = path
    self.body = body
    unsafe self.connection = connection
  }

  func header(_ name: String) -> String? { value(name, .HEADER_KIND) }
  func query(_ name: String) -> String? { value(name, .GET_ARGUMENT_KIND) }

  /// The key of `Authorization: Bearer KEY`; nil when there is none or it is empty.
  var key: Substring? {
    guard let authorization = header("Authorization") else { return nil }
    let parts = authorization.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer", !parts[1].isEmpty else {
      return nil
    }
    return parts[1]
  }

  private func value(_ name: String, _ kind: MHD_ValueKind) -> String? {
    // SAFETY: the connection lives while its request is answered; the text is copied at once.
    guard let text = unsafe MHD_lookup_connection_value(connection, kind, name) else { return nil }
    return unsafe String(cString: text)
  }
}
