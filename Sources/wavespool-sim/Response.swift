import CMicroHTTPD

/// Replies as libmicrohttpd's own objects.
enum Response {
  static func whole(_ reply: Reply) -> OpaquePointer? {
    // SAFETY: MUST_COPY makes MHD copy the bytes before the call returns.
    let response = unsafe reply.body.withUnsafeBytes { bytes in
      unsafe MHD_create_response_from_buffer(
        bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress),
        .RESPMEM_MUST_COPY)
    }
    return unsafe withHeaders(of: reply, response)
  }

  /// A body that MHD asks for piece by piece: so it can come slowly, or stop half-way.
  static func streamed(_ reply: Reply, _ exchange: Exchange) -> OpaquePointer? {
    let context = unsafe Unmanaged.passRetained(exchange).toOpaque()
    // SAFETY: the context holds the exchange until `released` gives it back.
    let response = unsafe MHD_create_response_from_callback(
      UInt64(reply.body.count), 16 << 10, readCallback, context, releaseCallback)
    return unsafe withHeaders(of: reply, response)
  }

  private static func withHeaders(of reply: Reply, _ response: OpaquePointer?) -> OpaquePointer? {
    guard let response = unsafe response else { return nil }
    // SAFETY: MHD copies both strings.
    unsafe MHD_add_response_header(response, "Content-Type", reply.contentType)
    for (name, value) in reply.headers {
      unsafe MHD_add_response_header(response, name, value)
    }
    return unsafe response
  }
}

private func readCallback(
  context: UnsafeMutableRawPointer?, position: UInt64, buffer: UnsafeMutablePointer<CChar>?,
  capacity: Int
) -> Int {
  // SAFETY: the context is the exchange that the response holds; `buffer` has `capacity` bytes.
  guard let context = unsafe context, let buffer = unsafe buffer else { return 0 }
  let exchange = unsafe Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
  guard let reply = exchange.reply, !exchange.isAbandoned else { return cmhd_end_with_error }
  var end = reply.body.count
  switch reply.delivery {
  case .cut: end /= 2
  case .slow(let rate):
    guard exchange.mayDrip else {
      exchange.server.suspend(exchange, for: 50_000_000)
      return 0
    }
    end = min(end, Int(position) + max(1, rate / 20))
    exchange.mayDrip = false
  case .whole, .reset, .silence, .overlong: break
  }
  let count = min(end - Int(position), capacity)
  if count <= 0 { return cmhd_end_with_error }
  unsafe UnsafeMutableRawPointer(buffer).copyMemory(
    from: Array(reply.body[Int(position)..<Int(position) + count]), byteCount: count)
  return count
}

private func releaseCallback(context: UnsafeMutableRawPointer?) {
  // SAFETY: gives back the reference that `streamed` took, once.
  if let context = unsafe context { unsafe Unmanaged<Exchange>.fromOpaque(context).release() }
}
