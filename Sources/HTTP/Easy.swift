internal import CCurl

/// libcurl's handle for one transfer, freed exactly once. It keeps its buffers from use to use:
/// making one costs more than an exchange.
@safe struct Easy: ~Copyable {
  let handle: UnsafeMutableRawPointer

  init() {
    guard let handle = unsafe curl_easy_init() else { preconditionFailure("out of memory") }
    unsafe self.handle = handle
  }

  deinit { unsafe curl_easy_cleanup(handle) }

  /// Forgets every option and every copied string; keeps the buffers.
  func reset() { unsafe curl_easy_reset(handle) }

  // SAFETY, for all below: the handle lives as long as this value, and each kind of argument is the
  // one that the manual page of its option asks for.

  func set(_ option: CURLoption, _ value: Int) throws(Refused) {
    try check(unsafe wavespool_curl_set_long(handle, option, value), option)
  }

  func set(_ option: CURLoption, size: Int) throws(Refused) {
    try check(unsafe wavespool_curl_set_size(handle, option, curl_off_t(size)), option)
  }

  /// libcurl copies the text. Nil takes the option's default away.
  func set(_ option: CURLoption, _ text: String?) throws(Refused) {
    try check(unsafe wavespool_curl_set_text(handle, option, text), option)
  }

  /// libcurl copies as many bytes as `CURLOPT_POSTFIELDSIZE_LARGE`, set before, has announced.
  func set(_ option: CURLoption, copying bytes: [UInt8]) throws(Refused) {
    let code = unsafe bytes.withUnsafeBytes { bytes in
      // The constness is lost in the shim's type alone: libcurl only reads.
      unsafe wavespool_curl_set_pointer(
        handle, option, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    }
    try check(code, option)
  }

  // The pointer stays valid until the transfer has ended and this handle was reset.
  @unsafe func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) throws(Refused) {
    try check(unsafe wavespool_curl_set_pointer(handle, option, pointer), option)
  }

  func check(_ code: CURLcode, _ option: CURLoption) throws(Refused) {
    guard code == CURLE_OK else { throw Refused(option: option, code: code) }
  }

  /// libcurl does not take an option: it was built without it, or memory is short.
  struct Refused: Error {
    let option: CURLoption
    let code: CURLcode
  }
}
