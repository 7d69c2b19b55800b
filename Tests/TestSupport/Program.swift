import Glibc

/// A real process: started with exactly what is given here, killed when its owner lets go of it.
///
/// Both of its outputs are read whenever one of them is waited for, so neither can fill up and
/// block it. Nothing here sleeps: waiting is `poll` on its pipes. A program that says nothing for
/// `patience` is killed, and the test that waits for it fails instead of hanging.
package final class Program {
  package enum Status: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)
  }

  /// All it said, and how it ended.
  package struct Ended: Equatable, Sendable {
    package let status: Status
    package let stdout: String
    package let stderr: String
  }

  package enum Stream: Sendable {
    case stdout
    case stderr
  }

  package enum Failure: Error {
    /// The stream ended before the line that was waited for. Here is all that was said.
    case streamEnded(stdout: String, stderr: String)

    /// It said nothing for `patience`, and was killed.
    case silent(stdout: String, stderr: String)
  }

  /// Longer than anything takes that still works; with a sanitizer in it, all takes many times as long.
  package static let patience: Duration = forSanitizers.isEmpty ? .seconds(120) : .seconds(900)

  package let pid: Int32
  private var patience: Duration?
  private var input: OutgoingPipe?
  private var out: IncomingPipe
  private var err: IncomingPipe
  private var status: Status?

  /// Starts the program at `path`; `arguments` do not repeat its name.
  ///
  /// The environment is this one and nothing of ours. Without `input`, stdin is `/dev/null`.
  package init(
    _ path: String, _ arguments: [String] = [], environment: [String: String] = [:],
    directory: String? = nil, input: [UInt8]? = nil, patience: Duration = Program.patience
  ) throws(SystemError) {
    let started = try spawn(
      path, arguments, environment: environment, directory: directory, hasInput: input != nil)
    pid = started.pid
    self.patience = patience
    self.input = started.input.map { OutgoingPipe($0, sending: input ?? []) }
    out = IncomingPipe(started.out)
    err = IncomingPipe(started.err)
  }

  deinit {
    if status == nil {
      kill(pid, SIGKILL)
      _ = try? reap()  // it is killed; nobody is left to hear how it ended
    }
  }

  /// Runs a program to its end.
  package static func run(
    _ path: String, _ arguments: [String] = [], environment: [String: String] = [:],
    directory: String? = nil, input: [UInt8]? = nil
  ) throws -> Ended {
    let program = try Program(
      path, arguments, environment: environment, directory: directory, input: input)
    return try program.wait()
  }

  /// Sends a signal, as long as it has not been waited for; afterwards its number may be another's.
  package func send(signal: Int32) {
    if status == nil { kill(pid, signal) }
  }

  /// Waits until it and all that inherited its outputs have closed them, then for its end.
  package func wait() throws -> Ended {
    while out.isOpen || err.isOpen { try pump() }
    return Ended(status: try reap(), stdout: out.text, stderr: err.text)
  }

  /// Waits for the next line that `matches`, passing over the lines before it. It comes without its
  /// newline.
  package func readLine(
    from stream: Stream = .stdout, where matches: (String) -> Bool = { _ in true }
  ) throws -> String {
    while true {
      while let line = nextLine(stream) {
        if matches(line) { return line }
      }
      guard stream == .stdout ? out.isOpen : err.isOpen else {
        throw Failure.streamEnded(stdout: out.text, stderr: err.text)
      }
      try pump()
    }
  }

  /// Whether it ends by itself before `limit` has passed. What it says meanwhile is read.
  package func ends(within limit: Duration) throws -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + limit
    while out.isOpen || err.isOpen {
      let rest = clock.now.duration(to: end)
      guard rest > .zero else { return false }
      _ = try pump(upTo: rest)
    }
    return true
  }

  private func nextLine(_ stream: Stream) -> String? {
    switch stream {
    case .stdout: out.nextLine()
    case .stderr: err.nextLine()
    }
  }

  /// Waits until something can be read or written, and does it.
  private func pump() throws {
    guard try !pump(upTo: patience) else { return }
    kill(pid, SIGKILL)
    patience = nil  // its end is certain now, however long the machine takes over it
    throw Failure.silent(stdout: out.text, stderr: err.text)
  }

  /// The same, but not for ever: false when nothing could be.
  private func pump(upTo limit: Duration?) throws -> Bool {
    var waits = [out.interest, err.interest, input?.interest ?? .none]
    let timeout = limit.map { Int32($0 / .milliseconds(1)) } ?? -1
    let ready = poll(&waits, nfds_t(waits.count), timeout)
    guard ready >= 0 else {
      guard errno == EINTR else { throw SystemError("poll") }
      return true
    }
    if waits[0].revents != 0 { try out.read() }
    if waits[1].revents != 0 { try err.read() }
    if waits[2].revents != 0, input?.write() == .done { input = nil }
    return ready > 0
  }

  private func reap() throws(SystemError) -> Status {
    if let status { return status }
    var word: Int32 = 0
    while waitpid(pid, &word, 0) < 0 {
      guard errno == EINTR else { throw SystemError("waitpid") }
    }
    // What the macros WIFSIGNALED, WTERMSIG and WEXITSTATUS say.
    let signal = word & 0x7f
    let ended: Status = signal == 0 ? .exited(word >> 8 & 0xff) : .signalled(signal)
    status = ended
    return ended
  }
}
