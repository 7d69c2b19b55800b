import TestSupport
import Testing

@Suite struct `Completion` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  /// What bash would offer for the last of the words.
  private func offered(_ words: String...) throws -> [String] {
    let script = try queue.run("completion", "bash").stdout
    let directory = try Program.built("wavespool").split(separator: "/").dropLast()
    let typed = words.map { "'\($0)'" }.joined(separator: " ")
    let ended = try Program.run(
      "/bin/bash",
      [
        "-c",
        script + "\nCOMP_WORDS=(\(typed)); COMP_CWORD=\(words.count - 1); _wavespool 2>/dev/null\n"
          + "printf '%s\\n' \"${COMPREPLY[@]}\"",
      ],
      environment: [
        "PATH": "/" + directory.joined(separator: "/") + ":/usr/bin:/bin",
        "WAVESPOOL_DB": queue.path,
      ])
    return ended.lines
  }

  @Test func `commands, options and values are offered`() throws {
    #expect(try offered("wavespool", "ca") == ["cancel"])
    #expect(try offered("wavespool", "db", "ba") == ["backup"])
    #expect(try offered("wavespool", "list", "--sta") == ["--status"])
    #expect(try offered("wavespool", "list", "--status", "fa") == ["failed"])
    #expect(try offered("wavespool", "list", "--status", "failed,ru") == ["failed,running"])
    #expect(try offered("wavespool", "completion", "z") == ["zsh"])
  }

  @Test func `what only the database knows is asked for`() throws {
    let id = try queue.add("queued", tags: #"["spring"]"#)
    #expect(try offered("wavespool", "show", "") == ["\(id)"])
    #expect(try offered("wavespool", "--db", "x", "cancel", "1", "") == ["\(id)"])
    #expect(try offered("wavespool", "list", "--tag", "") == ["spring"])
    #expect(try offered("wavespool", "enqueue", "veo") == ["veo2-i2v"])
    #expect(try offered("wavespool", "config", "poll_mi") == ["poll_min"])
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `there is a script for each shell, naming every command`(shell: String) throws {
    let script = try queue.run("completion", shell).stdout
    for command in ["enqueue", "list", "resolve", "backup"] { #expect(script.contains(command)) }
    #expect(try queue.run("completion", "tcsh").code == 2)
  }
}
