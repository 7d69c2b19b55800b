extension Program {
  /// The program with only those commands that are offered, each by the path to it: help, errors
  /// and completions then know no others. A command stays as long as one below it does.
  package func offering(_ isOffered: ([String]) -> Bool) -> Program {
    Program(
      self,
      groups: groups.map { group in
        CommandGroup(group.title, group.commands.compactMap { $0.offering([], isOffered) })
      })
  }

  private init(_ whole: Program, groups: [CommandGroup]) {
    name = whole.name
    version = whole.version
    root = whole.root
    commonOptions = whole.commonOptions
    self.groups = groups.filter { !$0.commands.isEmpty }
  }
}

extension Command {
  fileprivate func offering(_ above: [String], _ isOffered: ([String]) -> Bool) -> Command? {
    let path = above + [name]
    let below = subcommands.compactMap { $0.offering(path, isOffered) }
    return isOffered(path) || !below.isEmpty ? Command(self, subcommands: below) : nil
  }

  private init(_ whole: Command, subcommands: [Command]) {
    name = whole.name
    summary = whole.summary
    discussion = whole.discussion
    operands = whole.operands
    options = whole.options
    rules = whole.rules
    examples = whole.examples
    seeAlso = whole.seeAlso
    self.subcommands = subcommands
    needsSubcommand = whole.needsSubcommand
  }
}
