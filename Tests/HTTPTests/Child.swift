import Glibc

/// A child process on two pipes. It is told to end by the end of its input.
final class Child {
  private let pid: pid_t
  private var input: Int32
  private let output: Int32
  private var hasExited = false

  init(_ arguments: String...) throws {
    let (childInput, input) = try pipeEnds()
    let (output, childOutput) = try pipeEnds()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, childInput, 0)
    posix_spawn_file_actions_adddup2(&actions, childOutput, 1)
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    words.append(nil)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      for word in words { free(word) }
      close(childInput)
      close(childOutput)
    }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, arguments[0], &actions, nil, words, environ)
    self.pid = pid
    self.input = input
    self.output = output
    if code != 0 {
      hasExited = true
      throw TLSServer.Impossible(what: arguments[0])
    }
  }

  deinit {
    _ = waitForExit()
    close(output)
  }

  func readLine() -> String? {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(output, &byte, 1) == 1 {
      if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    return nil
  }

  /// Ends its input and waits for its end.
  func waitForExit() -> Int32 {
    if input >= 0 { close(input) }
    input = -1
    var status: Int32 = 0
    if !hasExited { while waitpid(pid, &status, 0) < 0 && errno == EINTR {} }
    hasExited = true
    return status
  }
}

private func pipeEnds() throws -> (reader: Int32, writer: Int32) {
  var ends: [Int32] = [-1, -1]
  guard pipe(&ends) == 0 else { throw TLSServer.Impossible(what: "pipe") }
  for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  return (ends[0], ends[1])
}
