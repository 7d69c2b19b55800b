internal import CCurl
import Glibc

// What libcurl calls while it works, always on the client's own thread, inside `curl_multi_perform`
// or the removal of a transfer.
//
// SAFETY, for all of them: the context is the transfer itself, which `Client` keeps alive for as long
// as libcurl has its address; the bytes are valid during the call and as many as said.

extension Transfer {
  func installCallbacks() throws(Easy.Refused) {
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    for option in [
      CURLOPT_PRIVATE, CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_OPENSOCKETDATA,
      CURLOPT_PREREQDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA,
    ] {
      try unsafe easy.set(option, pointer: context)
    }
    let handle = unsafe easy.handle
    try easy.check(
      unsafe wavespool_curl_set_write(handle, CURLOPT_HEADERFUNCTION, sawHeader),
      CURLOPT_HEADERFUNCTION)
    try easy.check(
      unsafe wavespool_curl_set_write(handle, CURLOPT_WRITEFUNCTION, sawBody),
      CURLOPT_WRITEFUNCTION)
    try easy.check(
      unsafe wavespool_curl_set_opensocket(handle, CURLOPT_OPENSOCKETFUNCTION, openSocket),
      CURLOPT_OPENSOCKETFUNCTION)
    try easy.check(
      unsafe wavespool_curl_set_prereq(handle, CURLOPT_PREREQFUNCTION, requestLeaves),
      CURLOPT_PREREQFUNCTION)
    try easy.check(
      unsafe wavespool_curl_set_read(handle, CURLOPT_READFUNCTION, readBody),
      CURLOPT_READFUNCTION)
    try easy.check(
      unsafe wavespool_curl_set_seek(handle, CURLOPT_SEEKFUNCTION, seekBody),
      CURLOPT_SEEKFUNCTION)
  }
}

@unsafe private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer {
  guard let context = unsafe context else { preconditionFailure("a callback without its transfer") }
  return unsafe Unmanaged.fromOpaque(context).takeUnretainedValue()
}

/// To libcurl, any count but the one it passed means: stop.
private let stop = 0

@unsafe private func sawHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
  return unsafe transfer(context).take(headerLine: line) ? line.count : stop
}

@unsafe private func sawBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
  return unsafe transfer(context).take(bodyPiece: piece) ? piece.count : stop
}

/// The one place where every address is known for what it is, whatever name led to it.
@unsafe private func openSocket(
  _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype,
  _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let address = unsafe address else { return -1 }
  let transfer = unsafe transfer(context)
  if transfer.checksAddresses {
    let target = unsafe wavespool_curl_address(address).flatMap { unsafe Address($0) }
    guard target?.isPublic == true else {
      transfer.progress.hasRefusedAddress = true
      return -1
    }
  }
  return unsafe socket(
    address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue),
    address.pointee.protocol)
}

/// Called on each connection, a kept one too, just before the request goes out on it.
@unsafe private func requestLeaves(
  _ context: UnsafeMutableRawPointer?, _ peer: UnsafeMutablePointer<CChar>?,
  _ local: UnsafeMutablePointer<CChar>?, _ peerPort: Int32, _ localPort: Int32
) -> Int32 {
  let transfer = unsafe transfer(context)
  // A kept connection may have been opened by an exchange that was allowed any address.
  if transfer.checksAddresses {
    let target = unsafe peer.flatMap { Address(unsafe String(cString: $0)) }
    guard target?.isPublic == true else {
      transfer.progress.hasRefusedAddress = true
      return CURL_PREREQFUNC_ABORT
    }
  }
  transfer.progress.requestLeft = true
  return CURL_PREREQFUNC_OK
}

@unsafe private func readBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  let room = unsafe UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
  return unsafe transfer(context).fill(room) ?? Int(CURL_READFUNC_ABORT)
}

/// libcurl starts over where a kept connection turned out to be dead.
@unsafe private func seekBody(
  _ context: UnsafeMutableRawPointer?, _ offset: curl_off_t, _ origin: Int32
) -> Int32 {
  guard origin == SEEK_SET else { return CURL_SEEKFUNC_FAIL }
  unsafe transfer(context).progress.sent = Int(offset)
  return CURL_SEEKFUNC_OK
}
