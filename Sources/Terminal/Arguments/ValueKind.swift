/// A kind of value that an argument may have: how it is called, read and completed.
package struct ValueKind<Value: Sendable>: Sendable {
  /// What stands for it in help: `N`, `FILE`, `DURATION`.
  package let metavar: String

  /// Every value there is, where that is a short list of words.
  package let choices: [String]
  package let completion: Completion
  package let read: @Sendable (String) throws(BadValue) -> Value

  package init(
    _ metavar: String, choices: [String] = [], completion: Completion? = nil,
    read: @escaping @Sendable (String) throws(BadValue) -> Value
  ) {
    self.metavar = metavar
    self.choices = choices
    self.completion = completion ?? (choices.isEmpty ? .none : .words(choices))
    self.read = read
  }

  /// The same kind under another name in help.
  package func named(_ metavar: String) -> ValueKind {
    ValueKind(metavar, choices: choices, completion: completion, read: read)
  }

  /// The same texts, made into something else.
  package func map<Other: Sendable>(
    _ transform: @escaping @Sendable (Value) throws(BadValue) -> Other
  ) -> ValueKind<Other> {
    ValueKind<Other>(metavar, choices: choices, completion: completion) {
      [read] text throws(BadValue) in try transform(read(text))
    }
  }

  /// Several of them with commas between.
  package var list: ValueKind<[Value]> {
    ValueKind<[Value]>(metavar + ",...", choices: choices, completion: .list(completion)) {
      [read] text throws(BadValue) in
      var values: [Value] = []
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        values.append(try read(String(part)))
      }
      return values
    }
  }

  /// The kind without its type, for help, completions and the parser.
  var declaration: ValueDeclaration {
    ValueDeclaration(metavar: metavar, choices: choices, completion: completion) {
      [read] text throws(BadValue) in try read(text)
    }
  }
}

/// What is known of a kind of value where its type does not matter.
package struct ValueDeclaration: Sendable {
  package let metavar: String
  package let choices: [String]
  package let completion: Completion
  let check: @Sendable (String) throws(BadValue) -> any Sendable
}

/// What a shell may offer for a value.
package indirect enum Completion: Equatable, Sendable {
  case none
  case file
  case directory
  case words([String])

  /// Words that only the program knows, by the name under which it lists them.
  case listedByProgram(String)

  /// Several of them with commas between.
  case list(Completion)
}
