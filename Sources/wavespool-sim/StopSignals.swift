import CLinux
import Glibc

/// SIGTERM and SIGINT as a descriptor that becomes readable.
struct StopSignals {
  let descriptor: Int32

  init() throws(ServerError) {
    var set = sigset_t()
    // SAFETY: `set` outlives each call; the old mask is not asked for.
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, SIGTERM)
    unsafe sigaddset(&set, SIGINT)
    unsafe sigprocmask(SIG_BLOCK, &set, nil)
    descriptor = unsafe signalfd(-1, &set, Int32(SFD_CLOEXEC))
    guard descriptor >= 0 else { throw ServerError("no signals: \(lastError())") }
    signal(SIGPIPE, SIG_IGN)  // a client that leaves early is an error of its own socket only
  }
}
