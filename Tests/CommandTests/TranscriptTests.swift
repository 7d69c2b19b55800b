import Terminal
import Testing
import wavespool

/// What each command says is kept under `Transcripts/`, for people to read and for this to compare.
/// `make transcripts` writes them anew; the difference is to be read before it is committed.
@Suite struct `The transcripts` {
  @Test(arguments: TranscriptFiles.names)
  func `are still what the command says`(name: String) throws {
    let kept = Transcript(try TranscriptFiles.read(name + ".txt"))
    let now = try kept.replayed()
    if TranscriptFiles.isRecording {
      try TranscriptFiles.write(now.text, to: name + ".txt")
      return
    }
    for (old, new) in zip(kept.sections.flatMap(\.steps), now.sections.flatMap(\.steps)) {
      #expect(old.said == new.said, "$ \(old.command)")
    }
    #expect(kept.text == now.text)
  }

  @Test(arguments: TranscriptFiles.names)
  func `fit a screen of 80 columns`(name: String) throws {
    for section in Transcript(try TranscriptFiles.read(name + ".txt")).sections {
      for step in section.steps {
        for line in step.said {
          let shown = line.hasPrefix("2> ") ? String(line.dropFirst(3)) : line
          #expect(shown.columns <= 80, "$ \(step.command)\n\(line)")
          #expect(!shown.hasSuffix(" "), "$ \(step.command)\n\(line)|")
        }
      }
    }
  }

  @Test func `show every command at work, with nothing to do and refused`() throws {
    #expect(Set(TranscriptFiles.names) == Set(commands().map { $0.joined(separator: "-") }))
    for path in commands() {
      let name = path.joined(separator: "-")
      guard let text = try? TranscriptFiles.read(name + ".txt") else { continue }
      let steps = Transcript(text).sections.flatMap { section in
        section.steps.map { (world: section.world, step: $0) }
      }.filter { $0.step.command.contains("wavespool " + path.joined(separator: " ")) }
      let failed = steps.filter { $0.step.said.last?.hasPrefix("[") == true }
      #expect(!failed.isEmpty, "\(name) is never refused")
      #expect(steps.contains { $0.world == .atWork || $0.world == .unserved }, "\(name) at work")
      #expect(steps.contains { $0.world == .empty || $0.world == .none }, "\(name) without jobs")
    }
  }

  /// The path to each thing that can be done.
  private func commands(below path: [String] = []) -> [[String]] {
    let program = Wavespool.program
    return program.commands(below: path).flatMap { command -> [[String]] in
      let here = path + [command.name]
      return (command.needsSubcommand ? [] : [here]) + commands(below: here)
    }
  }
}
