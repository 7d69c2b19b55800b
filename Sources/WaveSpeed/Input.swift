package import JSON

extension Model {
  /// One key of a model's input.
  package struct Input: Equatable, Sendable {
    package let key: String
    package let description: String
    package let kind: Kind
    package let isRequired: Bool

    /// What the API fills in when the key is absent.
    package let defaultValue: JSON?

    /// Whether `null` is a value like any other.
    package let isNullable: Bool

    /// All the values it may have; empty when there are too many to name.
    package let choices: [JSON]
    package let range: Range

    /// Set when it takes a picture, or a list of them.
    package let picture: PictureRules?
  }

  package enum Kind: String, Equatable, Sendable {
    case text = "string"
    case whole = "integer"
    case number
    case flag = "boolean"
    case list = "array"
    case object

    /// The schema says nothing that we understand: every value will do.
    case anything
  }

  /// The bounds of a number, each included and kept as the schema writes it.
  package struct Range: Equatable, Sendable {
    package let minimum: JSON.Number?
    package let maximum: JSON.Number?

    package func contains(_ number: JSON.Number) -> Bool {
      // Beyond the range of Double nothing can be compared: no input needs such a number.
      guard let value = number.double else { return minimum == nil && maximum == nil }
      if let least = minimum?.double, value < least { return false }
      if let most = maximum?.double, value > most { return false }
      return true
    }
  }
}

extension Model.Kind: CustomStringConvertible {
  /// As in "duration is a whole number".
  package var description: String {
    switch self {
    case .text: "text"
    case .whole: "a whole number"
    case .number: "a number"
    case .flag: "true or false"
    case .list: "a list"
    case .object: "an object"
    case .anything: "anything"
    }
  }
}

extension Model.Range: CustomStringConvertible {
  /// As in "3 to 20".
  package var description: String {
    switch (minimum, maximum) {
    case (let least?, let most?): "\(least.text) to \(most.text)"
    case (let least?, nil): "\(least.text) or more"
    case (nil, let most?): "\(most.text) or less"
    case (nil, nil): "any"
    }
  }
}
