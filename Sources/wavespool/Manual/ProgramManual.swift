import Terminal

extension Wavespool {
  /// `wavespool(1)`.
  static var manual: String {
    ManualPage(
      program, section: 1, title: "User commands",
      more: [
        ManualSection(
          "Exit status",
          terms: [
            ("0", "Done."), ("1", "Failed."), ("2", "Wrong usage, or invalid input."),
            ("3", "No such job or model."), ("4", "A job that was waited for did not complete."),
            ("5", "Waiting took too long."), ("6", "The database is busy or cannot be used."),
          ]),
        ManualSection(
          "Environment",
          terms: [
            ("WAVESPOOL_DB", "The database, where --db does not name one."),
            (
              "XDG_STATE_HOME",
              "The database is in wavespool/queue.db below it, else below ~/.local/state."
            ),
            ("NO_COLOR", "Where it is set and not empty, nothing is drawn in colour."),
            ("COLUMNS", "The width of what is written elsewhere than to a terminal."),
          ]),
        ManualSection(
          "Files",
          terms: [
            ("~/.local/state/wavespool/queue.db", "The queue of a person."),
            (
              "/var/lib/wavespool/queue.db",
              "The queue of the system: it is taken where a person has none."
            ),
          ]),
        ManualSection("See also", "wavespoold(8), wavespool-schema(5), sqlite3(1)"),
      ]
    ).text
  }
}
