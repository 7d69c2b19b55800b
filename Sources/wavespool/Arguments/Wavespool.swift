package import Terminal

/// The program as data: every command that can be typed, in the order of help.
package enum Wavespool {
  package static let program = Program(
    Command(
      "wavespool", "Queue paid predictions of WaveSpeedAI and look after the queue",
      discussion: """
        It works on the database alone, whether or not the daemon, wavespoold, is running, and \
        never uses the network.
        """,
      examples: [
        Command.Example(
          "wavespool enqueue veo2-i2v image=https://example.com/a.jpg prompt='a cat' --wait")
      ],
      needsSubcommand: true),
    version: "0.1.0", commonOptions: Common.all,
    groups: [
      CommandGroup(
        "Jobs in and out", [Enqueue.command, Import.command, Export.command, Edit.command]),
      CommandGroup(
        "Looking at jobs",
        [
          List.command, Show.command, Explain.command, Wait.command, Watch.command,
          Events.command, Open.command,
        ]),
      CommandGroup("Deciding", [Cancel.command, Retry.command, Resolve.command]),
      CommandGroup(
        "Pace and money",
        [Pause.command, Resume.command, Limit.command, Budget.command, Config.command]),
      CommandGroup(
        "Health",
        [StatusReport.command, Stats.command, Metrics.command, Doctor.command]),
      CommandGroup(
        "Housekeeping",
        [Models.command, Prune.command, Database.command, CompletionScript.command]),
    ])
}
