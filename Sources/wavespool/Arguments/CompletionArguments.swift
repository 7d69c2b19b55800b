import Terminal

enum CompletionScript {
  static let shell = Operand(ValueKind<Shell>.choice("SHELL"), "The shell to write it for")

  enum Shell: String, CaseIterable, Sendable {
    case bash
    case zsh
    case fish
  }

  static let command = Command(
    "completion", "Print a shell's completion script",
    operands: [shell], examples: [Command.Example("source <(wavespool completion bash)")])
}
