package import JSON

extension Model {
  /// What `key=text` on a command line or a cell of a table means to this model.
  ///
  /// The model's schema decides: `5` is a number where it wants one and text where it wants text.
  /// The value is checked like any other; the error names the input.
  package func value(
    forInput key: String, from text: String
  ) throws(InputProblem) -> JSON {
    guard let input = self[input: key] else { throw unknown(key, perhaps: inputs.map(\.key)) }
    let value = input.kind.read(text)
    if let problem = input.problem(with: value) { throw problem }
    return value
  }
}

extension Model.Kind {
  /// The nearest value of this kind; where there is none the text stays text, for the check to
  /// refuse in its own words.
  fileprivate func read(_ text: String) -> JSON {
    switch self {
    case .text: return .string(text)
    case .whole, .number, .flag, .list, .object, .anything:
      // Words, dates and addresses are no JSON, and are meant as text.
      guard let json = try? JSON(parsing: text) else { return .string(text) }
      return json
    }
  }
}
