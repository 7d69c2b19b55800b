import Terminal

/// zsh speaks bash's way of completing when asked to.
func zshCompletion(of program: Program) -> String {
  """
  #compdef \(program.name)
  # Completion of \(program.name) for zsh: source <(\(program.name) completion zsh)
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -u }
  autoload -Uz bashcompinit && bashcompinit

  """ + bashCompletion(of: program) + """

    # Where zsh has loaded this file at the first completion, that one is still to be answered.
    if [[ ${funcstack[1]-} == _\(program.name) ]]; then _bash_complete -F _\(program.name); fi

    """
}
