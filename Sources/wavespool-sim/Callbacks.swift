import CMicroHTTPD

/// Lets the server be named before it is made. The two hold each other until the server stops.
final class ContextBox {
  var server: Server?
}

/// MHD calls this at the end of the headers, for each piece of the body, and at its end.
func answerCallback(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?, path: UnsafePointer<CChar>?,
  method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, piece: UnsafePointer<CChar>?,
  pieceSize: UnsafeMutablePointer<Int>?,
  slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  // SAFETY: MHD passes what it was given; the slot is ours, one retained Exchange or nothing.
  guard let context = unsafe context, let connection = unsafe connection,
    let path = unsafe path, let method = unsafe method, let pieceSize = unsafe pieceSize,
    let slot = unsafe slot,
    let server = unsafe Unmanaged<ContextBox>.fromOpaque(context).takeUnretainedValue().server
  else { return .NO }
  guard let kept = unsafe slot.pointee else {
    unsafe slot.pointee =
      Unmanaged.passRetained(Exchange(connection: connection, server: server)).toOpaque()
    return .YES
  }
  let exchange = unsafe Unmanaged<Exchange>.fromOpaque(kept).takeUnretainedValue()
  if unsafe pieceSize.pointee > 0 {
    if let piece = unsafe piece, exchange.body.count <= 256 << 20 {
      unsafe exchange.body.append(
        contentsOf: UnsafeRawBufferPointer(start: piece, count: pieceSize.pointee))
    }
    unsafe pieceSize.pointee = 0
    return .YES
  }
  return unsafe server.answer(exchange, method: method, path: path)
}

func completedCallback(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
  slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, cause: MHD_RequestTerminationCode
) {
  // SAFETY: gives back the reference that the first call of `answerCallback` took, once.
  guard let slot = unsafe slot, let kept = unsafe slot.pointee else { return }
  unsafe Unmanaged<Exchange>.fromOpaque(kept).release()
  unsafe slot.pointee = nil
}
