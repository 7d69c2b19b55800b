import CLinux
import Glibc
package import HTTP

/// The signals that steer the daemon, as a descriptor to wait on beside the sockets.
package final class Signals {
  package let descriptor: WatchedDescriptor

  package enum Signal: Equatable, Sendable {
    case stop
    case reload
  }

  /// Before the first thread: threads inherit what is blocked, and a signal that one of them took
  /// would end the process.
  package init() {
    var set = sigset_t()
    // SAFETY: the set lives through each call.
    unsafe sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&set, signal) }
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    let made = unsafe signalfd(-1, &set, Int32(SFD_NONBLOCK) | Int32(SFD_CLOEXEC))
    precondition(made >= 0, "the kernel gave no descriptor for signals")
    descriptor = WatchedDescriptor(made)
  }

  deinit {
    close(descriptor.rawValue)
  }

  /// The signals that have come, oldest first.
  package func taken() -> [Signal] {
    var signals: [Signal] = []
    var info = signalfd_siginfo()
    while unsafe read(descriptor.rawValue, &info, MemoryLayout.size(ofValue: info))
      == MemoryLayout.size(ofValue: info)
    {
      signals.append(Int32(info.ssi_signo) == SIGHUP ? .reload : .stop)
    }
    return signals
  }
}
