import Terminal

enum Database {
  enum Backup {
    static let file = Operand(.file, "Where to; it must not exist")
  }

  enum Restore {
    static let file = Operand(.file, "The backup")
  }

  static let command = Command(
    "db", "Look after the database",
    examples: [Command.Example("wavespool db backup queue-monday.db")],
    seeAlso: ["doctor", "prune"],
    subcommands: [
      Command(
        "path", "Print where the database is, and why there",
        examples: [
          Command.Example("sqlite3 \"$(wavespool db path --quiet)\" 'SELECT * FROM queue'")
        ]),
      Command(
        "migrate", "Bring the schema up to date",
        examples: [Command.Example("wavespool db migrate")]),
      Command(
        "check", "Look for damage", examples: [Command.Example("wavespool db check")]),
      Command(
        "backup", "Copy the database while it is in use",
        discussion: """
          The copy is read back before it has its name. Pictures that its jobs name are copied to \
          media/ beside it, as far as they are not there; saved films are not.
          """,
        operands: [Backup.file],
        examples: [Command.Example("wavespool db backup queue-monday.db")]),
      Command(
        "restore", "Put a backup in the database's place",
        discussion: """
          What the database holds is replaced, after a question or with --yes; wavespoold must not be running. Pictures that lie \
          in media/ beside the backup are brought back too. Nothing is submitted from it until it has been compared with the API's history.
          """,
        operands: [Restore.file], options: [Selection.yes],
        examples: [Command.Example("wavespool db restore queue-monday.db")]),
      Command(
        "reconcile", "Have the database compared with the API's history",
        discussion: """
          For a database that may have forgotten what it paid for, because a file was put in its \
          place. Nothing is submitted until wavespoold has compared it with the last seven days.
          """,
        examples: [Command.Example("wavespool db reconcile")]),
      Command(
        "vacuum", "Give unused space back to the file system",
        examples: [Command.Example("wavespool db vacuum")]),
    ],
    needsSubcommand: true)
}
