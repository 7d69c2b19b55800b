import Glibc
import TestSupport
import Testing

@Suite struct `A program` {
  @Test func `gets exactly its arguments, environment and directory`() throws {
    let directory = try TemporaryDirectory()

    let ended = try Program.run(
      "/bin/sh", ["-c", "pwd -P; echo \"$#:$1\"; exec /usr/bin/env", "name", "a  b"],
      environment: ["ONLY": "this one"], directory: directory.path)

    #expect(ended.status == .exited(0))
    // The shell adds its own PWD, and a sanitizer is told what it is told here.
    let added = ["PWD=", "_=", "ASAN_OPTIONS=", "TSAN_OPTIONS="]
    let lines = ended.stdout.split(separator: "\n").filter { line in
      !added.contains { line.hasPrefix($0) }
    }
    #expect(lines == [directory.path[...], "1:a  b", "ONLY=this one"])
  }

  @Test func `says how it ended, and on which stream it said what`() throws {
    let exited = try Program.run("/bin/sh", ["-c", "echo out; echo err >&2; exit 3"])
    #expect(exited.status == .exited(3))
    #expect(exited.stdout == "out\n")
    #expect(exited.stderr == "err\n")

    let killed = try Program.run("/bin/sh", ["-c", "kill -TERM $$"])
    #expect(killed.status == .signalled(SIGTERM))
  }

  @Test func `may read and write more than any pipe holds, on all of them at once`() throws {
    let input = [UInt8](repeating: UInt8(ascii: "x"), count: 3_000_000)

    let ended = try Program.run("/bin/sh", ["-c", "tee /dev/stderr"], input: input)

    #expect(ended.status == .exited(0))
    #expect(ended.stdout.utf8.count == input.count)
    #expect(ended.stderr.utf8.count == input.count)
  }

  @Test func `may leave its input unread`() throws {
    let input = [UInt8](repeating: UInt8(ascii: "x"), count: 3_000_000)
    #expect(try Program.run("/bin/true", input: input).status == .exited(0))
  }

  @Test func `has nothing to read unless it is given something`() throws {
    #expect(try Program.run("/bin/cat").stdout == "")
    #expect(try Program.run("/bin/cat", input: []).stdout == "")
  }

  @Test func `starts with clean signals and no files of ours`() throws {
    signal(SIGPIPE, SIG_IGN)

    let ended = try Program.run(
      "/bin/sh", ["-c", "grep -E '^Sig(Blk|Ign)' /proc/self/status; ls /proc/$$/fd"])

    let words = ended.stdout.split(whereSeparator: \.isWhitespace)
    try #require(words.count > 4)
    #expect(UInt64(words[1], radix: 16) == 0)
    // The C library ignores 32 and 33, its own, in whatever it spawns.
    #expect(UInt64(words[3], radix: 16).map { $0 & 0x7fff_ffff } == 0)
    #expect(words[4...] == ["0", "1", "2"])
  }

  @Test func `can be listened to while it runs, and told to stop`() throws {
    // Not one long wait: a signal that comes just before it begins would not end it.
    let script = """
      trap 'echo stopping; exit 5' TERM; echo one; echo ready >&2; while :; do /bin/sleep 0.02; done
      """
    let program = try Program("/bin/sh", ["-c", script])

    #expect(try program.readLine(from: .stderr) { $0.contains("ready") } == "ready")
    #expect(try program.readLine() == "one")
    program.send(signal: SIGTERM)

    #expect(try program.readLine { $0 == "stopping" } == "stopping")
    #expect(try program.wait().status == .exited(5))
  }

  @Test func `that ends without the line waited for is an error that quotes it`() throws {
    let program = try Program("/bin/sh", ["-c", "echo something else; printf unfinished"])

    let error = #expect(throws: Program.Failure.self) {
      try program.readLine { $0 == "ready" }
    }

    guard case .streamEnded(let stdout, _) = error else { return #expect(error == nil) }
    #expect(stdout == "something else\nunfinished")
  }

  @Test func `that says nothing for too long is killed`() throws {
    let directory = try TemporaryDirectory()
    let program = try Program("/bin/cat", [fifo(in: directory)], patience: .milliseconds(1))

    #expect(throws: Program.Failure.self) { try program.readLine() }

    #expect(try program.wait().status == .signalled(SIGKILL))
  }

  @Test func `is killed when its owner lets go of it`() throws {
    let directory = try TemporaryDirectory()
    var program: Program? = try Program("/bin/cat", [fifo(in: directory)])
    let pid = try #require(program?.pid)
    #expect(kill(pid, 0) == 0)

    program = nil

    #expect(kill(pid, 0) == -1)
    #expect(errno == ESRCH)
  }

  @Test func `that cannot be started is an error`() {
    let error = #expect(throws: SystemError.self) { try Program("/no/such/program") }
    #expect(error?.number == ENOENT)
    #expect(throws: SystemError.self) { try Program("/bin/true", directory: "/no/such/directory") }
  }

  @Test func `of this package is found beside the tests`() throws {
    let tests = try Program.runningExecutable()
    let name = try #require(tests.split(separator: "/").last)

    #expect(try Program.built(String(name)) == tests)
    #expect(throws: SystemError.self) { try Program.built("no-such-program-of-ours") }
  }
}

/// A pipe with a name: whoever reads it waits for ever, because nobody writes.
private func fifo(in directory: TemporaryDirectory) -> String {
  let path = directory.file("fifo")
  mkfifo(path, 0o600)
  return path
}
