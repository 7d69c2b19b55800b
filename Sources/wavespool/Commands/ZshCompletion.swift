import Terminal

/// zsh speaks bash's way of completing when asked to.
func zshCompletion(of program: Program) -> String {
  """
  #compdef \(program.name)
  # Completion of \(program.name) for zsh: source <(\(program.name) completion zsh)
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -u }
  autoload -Uz bashcompinit && bashcompinit

  """ + bashCompletion(of: program)
}
