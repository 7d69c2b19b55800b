/// A program as data: its commands in groups, and the options that go with every one of them.
///
/// A program without commands has its own operands and options, those of `root`.
package struct Program: Sendable {
  package let name: String
  package let version: String

  /// What the program does without a command, and what its help says of the whole.
  package let root: Command

  /// Options that may be given anywhere. `--help` and `--version` are always there too.
  package let commonOptions: [OptionDeclaration]
  package let groups: [CommandGroup]

  package init(_ root: Command, version: String) {
    self.init(root, version: version, commonOptions: [], groups: [])
  }

  package init(
    _ root: Command, version: String, commonOptions: [any DeclaredOption], groups: [CommandGroup]
  ) {
    name = root.name
    self.version = version
    self.root = root
    self.commonOptions = commonOptions.map(\.declaration) + [help, versionFlag]
    self.groups = groups.filter { !$0.commands.isEmpty }
  }

  package var commands: [Command] { groups.flatMap(\.commands) }

  /// The commands below one, by the path to it; those of the program for an empty path.
  package func commands(below path: [String]) -> [Command] {
    path.isEmpty ? commands : command(at: path)?.subcommands ?? []
  }

  /// The root for an empty path; nil where there is no such command.
  package func command(at path: [String]) -> Command? {
    path.reduce(into: (found: Swift.Optional(root), below: commands)) { walk, name in
      walk.found = walk.below.first { $0.name == name }
      walk.below = walk.found?.subcommands ?? []
    }.found
  }
}

/// Commands that belong together, under a heading in the list of all.
package struct CommandGroup: Sendable {
  package let title: String
  package let commands: [Command]

  package init(_ title: String, _ commands: [Command]) {
    self.title = title
    self.commands = commands
  }
}

private let help = Flag("help", short: "h", "Show this help").declaration
private let versionFlag = Flag("version", "Show the version").declaration
