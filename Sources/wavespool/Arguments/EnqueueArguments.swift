import Spool
import Terminal

enum Enqueue {
  static let model = Operand(.model, "The model; a unique suffix of its name will do")
  static let inputs = RepeatedOperand(
    .assignment, "An input, typed by the model's schema; KEY=@FILE reads it from a file")
  static let input = Option(
    "input", .fileOrStandardInput, "Read the inputs from a JSON object; KEY=VALUE wins over it")
  static let at = Option("at", .time, "Do not start before this moment; UTC without a zone")
  static let key = Option(
    "key", .dedupKey, "Add nothing while a job with this key has not ended; print its id instead")
  static let once = Flag("once", "With --key: a completed job counts too, as long as it is kept")
  static let maxAttempts = Option(
    "max-attempts", .integer(in: 1...1000), "How many charged attempts it may take",
    byDefault: "3")
  static let maxPrice = Option("max-price", .dollars, "Refuse to pay more than this")
  static let wait = Flag("wait", "Wait until it ends, with progress")

  static let command = Command(
    "enqueue", "Queue one job and print its id",
    discussion: """
      The job is only written to the database; wavespoold submits it. \
      'wavespool enqueue MODEL --help' shows the inputs of a model. On a terminal a required input \
      that is missing is asked for.
      """,
    operands: [model, inputs],
    options: [
      input, JobSettings.priority, JobSettings.after, at, JobSettings.tag, key, once, maxAttempts,
      maxPrice, wait,
    ],
    rules: [.atMostOne([JobSettings.after, at]), .needs(once, key)],
    examples: [
      Command.Example(
        "wavespool enqueue veo2-i2v image=https://example.com/a.jpg prompt='a cat at sea'"),
      Command.Example(
        "wavespool enqueue kissing-pro image=https://example.com/b.png --priority 5 --tag gift --wait",
        "Ahead of the others, and wait for the film:"),
    ],
    seeAlso: ["import", "models", "wait"])
}
