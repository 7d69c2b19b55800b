import Daemon
package import Terminal

/// What the daemon can be told on its command line.
package enum Arguments {
  static let database = Option(
    "db", .file.named("PATH"), "The queue's database; else $WAVESPOOL_DB, else the usual place")
  static let apiURL = Option(
    "api-url", .text("URL"), "The API's address; else $WAVESPEED_BASE_URL",
    byDefault: "https://api.wavespeed.ai")
  static let outputs = Option(
    "outputs", .directory,
    "Where films are saved; else $WAVESPOOL_OUTPUTS, else outputs/ beside the database")
  static let metricsFile = Option(
    "metrics-file", .file,
    "Where each minute what 'wavespool metrics' prints is written; else $WAVESPOOL_METRICS_FILE")
  static let untilIdle = Flag(
    "until-idle", "Exit once nothing is left to do; with 1 when only jobs are left that cannot move"
  )
  static let check = Flag(
    "check", "Look at configuration, database, address and key, say what is wrong, and exit")
  static let logLevel = Option(
    "log-level", ValueKind<Log.Level>.choice("LEVEL"), "The least that is logged",
    byDefault: "info")
  static let logFormat = Option(
    "log-format", ValueKind<Log.Format>.choice("text|json"), "How it is written",
    byDefault: "text")

  package static let program = Program(
    Command(
      "wavespoold", "Submit the queue's jobs to WaveSpeedAI and bring their results home",
      discussion: """
        The API key is in $CREDENTIALS_DIRECTORY/wavespeed-api-key or else in the file that \
        $WAVESPEED_API_KEY_FILE names or else in $WAVESPEED_API_KEY itself.

        SIGTERM ends it after the submissions on the wire, a second one at once; SIGHUP makes it \
        read the key file again. What runs remotely is taken up at the next start.
        """,
      options: [database, apiURL, outputs, metricsFile, untilIdle, check, logLevel, logFormat],
      rules: [.atMostOne([untilIdle, check])],
      examples: [
        Command.Example("WAVESPEED_API_KEY_FILE=key.txt wavespoold"),
        Command.Example("wavespoold --until-idle --log-level warning", "From a timer:"),
      ]),
    version: "0.1.0")
}
