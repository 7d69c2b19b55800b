internal import CCurl
import Glibc

/// libcurl's handle for all transfers, and for what they share: connections and resolved names.
@safe final class Multi {
  let handle: UnsafeMutableRawPointer

  init() {
    _ = isLibcurlReady
    guard let handle = unsafe curl_multi_init() else { preconditionFailure("out of memory") }
    unsafe self.handle = handle
    // The default grows with the transfers; idle connections are for the next polls alone.
    // SAFETY: a fresh handle, and an option that takes a long.
    unsafe wavespool_curl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, 64)
  }

  // SAFETY: `Client` has taken its transfers out; whoever lets go last is the only one left.
  deinit { unsafe curl_multi_cleanup(handle) }
}

/// Ends a `Client.wait` from any thread, the next one if none is going on.
///
/// It holds on to libcurl's handle, so that a late wake-up finds one.
// SAFETY: `curl_multi_wakeup` is the one call libcurl allows from other threads at any time.
package struct Waker: @unchecked Sendable {
  private let multi: Multi

  init(_ multi: Multi) {
    self.multi = multi
  }

  package func wake() {
    // It fails only when the kernel's buffer of unread wake-ups is full, which is one.
    // SAFETY: the handle lives as long as `multi`.
    unsafe curl_multi_wakeup(multi.handle)
  }
}

/// Once a process, before the first handle.
private let isLibcurlReady: Bool = {
  guard wavespool_curl_global() == CURLE_OK else { preconditionFailure("libcurl does not start") }
  // With CURLOPT_NOSIGNAL libcurl leaves SIGPIPE to the program, and TLS writes without
  // MSG_NOSIGNAL: a peer that hangs up would otherwise end the process.
  signal(SIGPIPE, SIG_IGN)
  return true
}()
