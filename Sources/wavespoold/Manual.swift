import Terminal

extension Arguments {
  /// `wavespoold(8)`: `help --man` prints it, for those who build the program.
  static var manual: String {
    ManualPage(
      program, section: 8, title: "System administration",
      more: [
        ManualSection(
          "Signals",
          terms: [
            (
              "SIGTERM, SIGINT",
              "Submit nothing more, let the submissions on the wire finish, drop the rest and exit. "
                + "A second one ends it at once."
            ), ("SIGHUP", "Read the key file again."),
          ]),
        ManualSection(
          "Exit status",
          terms: [
            (
              "0",
              "Ended as it was told; with --until-idle nothing is left to do; with --check all is well."
            ),
            (
              "1",
              "Another daemon serves the database; with --until-idle only jobs are left that cannot move; with --check something was found."
            ),
            ("2", "A flag, the address or the key is wrong."),
            ("6", "The database cannot be used."),
          ]),
        ManualSection(
          "Environment",
          terms: [
            ("WAVESPOOL_DB", "The database, where --db does not name one."),
            ("CREDENTIALS_DIRECTORY", "The key is the file wavespeed-api-key in it."),
            ("WAVESPEED_API_KEY_FILE", "The file that holds the key."),
            ("WAVESPEED_API_KEY", "The key itself."),
            ("WAVESPEED_BASE_URL", "The API's address, where --api-url does not name one."),
            ("WAVESPOOL_OUTPUTS", "Where films are saved, where --outputs does not name a folder."),
            (
              "WAVESPOOL_METRICS_FILE",
              "Where the metrics are written, where --metrics-file does not name a file."
            ),
          ]),
        ManualSection("See also", "wavespool(1), wavespool-schema(5), systemctl(1)"),
      ]
    ).text
  }
}
