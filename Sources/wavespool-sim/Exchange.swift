import CMicroHTTPD

/// What libmicrohttpd keeps for us beside a request, from its first header to its last byte.
@safe final class Exchange {
  let connection: OpaquePointer
  let server: Server
  var body: [UInt8] = []
  var reply: Reply?

  /// Set while the connection is suspended: kept back, silent, or pausing between two drips.
  var isSuspended = false
  var isAbandoned = false

  /// Whether a slow body may send its next piece.
  var mayDrip = true

  init(connection: OpaquePointer, server: Server) {
    unsafe self.connection = connection
    self.server = server
  }
}
