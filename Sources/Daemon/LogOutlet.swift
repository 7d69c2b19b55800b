import Glibc
import Synchronization

/// Where log lines go: never for longer than a moment to somebody who does not read them.
///
/// One write a line: lines of several writers do not mix, and none is lost in a buffer by a crash. A
/// pipe that is full, a terminal that was stopped with Ctrl-S: the queue goes on, and once somebody
/// reads again it is said how many lines are missing. What they said is in the events too.
package final class LogOutlet: Sendable {
  private let descriptor: Int32
  private let state = Mutex(State())

  private struct State {
    var dropped = 0
    var endsInLine = false
  }

  /// What a reader that is merely busy may take; granted once, until it reads again.
  private static let patience: Int32 = 100

  /// So much goes into a pipe at once, or not at all.
  private static let piece = 4096

  package init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  package func write(_ line: String) {
    state.withLock { state in
      guard takesMore(within: state.dropped == 0 ? LogOutlet.patience : 0) else {
        state.dropped += 1
        return
      }
      var text = state.endsInLine ? "\n" : ""
      // In the journal lines begin with their priority: this one too.
      let priority = line.hasPrefix("<") ? Log.Level.warning.priority : ""
      if state.dropped > 0 {
        text += "\(priority)warning: log lines that nobody read: \(state.dropped)\n"
      }
      state.dropped = 0
      text += line
      state.endsInLine = !pass(Array(text.utf8))
      if state.endsInLine { state.dropped += 1 }
    }
  }

  /// Whether all of it went out.
  private func pass(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard takesMore(within: LogOutlet.patience) else { return false }
      // SAFETY: no more is read than the slice holds.
      let count = unsafe rest.prefix(LogOutlet.piece).withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { return true }  // there is no reader any more, or no room on its disk
      rest = rest.dropFirst(count)
    }
    return true
  }

  private func takesMore(within milliseconds: Int32) -> Bool {
    var interest = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    // SAFETY: `interest` lives through the call.
    return unsafe poll(&interest, 1, milliseconds) != 0
  }
}
