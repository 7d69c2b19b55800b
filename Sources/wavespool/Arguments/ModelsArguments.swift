import Terminal

enum Models {
  static let model = OptionalOperand(.model, "Show this one; else all of them")

  static let command = Command(
    "models", "Show the catalog of models, or change it",
    operands: [model],
    examples: [
      Command.Example("wavespool models veo2-i2v"),
      Command.Example("wavespool models add model.json"),
    ],
    seeAlso: ["enqueue"], subcommands: [add, remove])

  enum Add {
    static let file = Operand(
      .fileOrStandardInput, "An item as GET /api/v3/models gives it, or a list of them")
  }

  enum Remove {
    static let model = Operand(.model, "The model")
  }

  private static let add = Command(
    "add", "Add models to the catalog, or replace them",
    operands: [Add.file], examples: [Command.Example("wavespool models add model.json")])

  private static let remove = Command(
    "remove", "Remove a model from the catalog",
    operands: [Remove.model], examples: [Command.Example("wavespool models remove my/model")])
}
