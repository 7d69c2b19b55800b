package import JSON

extension Model {
  /// An input without its pictures is at most this long.
  package static let largestInput = 1 << 20

  /// Everything that is wrong with an input, in the order in which the model names its inputs;
  /// none when it may be sent. What only the picture itself can show is not seen here.
  package func check(_ input: JSON.Object) -> [InputProblem] {
    var problems: [InputProblem] = []
    for wanted in inputs {
      if let value = input[wanted.key] {
        if let problem = wanted.problem(with: value) { problems.append(problem) }
      } else if wanted.isRequired {
        problems.append(.missing(wanted.key, what: wanted.description))
      }
    }
    let given = Set(input.keys)
    // A key that is already given was not the one that was meant. Nobody reads a thousand guesses,
    // and each takes its time.
    let absent = inputs.map(\.key).filter { !given.contains($0) }
    for key in input.keys where self[input: key] == nil {
      problems.append(unknown(key, perhaps: problems.count < 20 ? absent : []))
    }
    let size = sizeWithoutPictures(input)
    if size > Self.largestInput {
      problems.append(.tooLarge(bytes: size, limit: Self.largestInput))
    }
    return problems
  }

  /// A key that the model has not, where one of some may have been meant.
  func unknown(_ key: String, perhaps meant: [String]) -> InputProblem {
    .unknown(key, didYouMean: closest(to: key, among: meant).first, known: inputs.map(\.key))
  }

  private func sizeWithoutPictures(_ input: JSON.Object) -> Int {
    var rest = input
    for key in pictures.map(\.key) {
      if rest[key]?.string?.hasPrefix("data:") ?? false { rest[key] = nil }
      if let list = rest[key]?.array {
        rest[key] = .array(list.filter { !($0.string?.hasPrefix("data:") ?? false) })
      }
    }
    return rest.bytes.count
  }
}

extension Model.Input {
  func problem(with value: JSON) -> InputProblem? {
    if value.isNull { return isNullable ? nil : .isNull(key, isRequired: isRequired) }
    guard kind.takes(value) else { return .wrongType(key, wanted: kind, found: value) }
    if isRequired, isBlank(value) { return .empty(key) }
    if !choices.isEmpty, !choices.contains(where: { $0.isEquivalent(to: value) }) {
      return .notAChoice(key, found: value, choices: choices, didYouMean: closestChoice(to: value))
    }
    if let number = value.number, !range.contains(number) {
      return .outOfRange(key, found: number, range: range)
    }
    guard picture != nil else { return nil }
    for case .string(let address) in value.array ?? [value] {
      if let problem = problem(withPicture: address) { return problem }
    }
    return nil
  }

  /// A picture is named by its web address, sent along as a `data:` URI, or kept here under its
  /// digest until it is sent.
  private func problem(withPicture address: String) -> InputProblem? {
    if address.isEmpty, !isRequired { return nil }
    switch PictureAddress(address) {
    case .web, .kept: return nil
    case .data(let type):
      return type.hasPrefix("image/") ? nil : .notAnImageType(key, found: "data:" + type)
    case nil: return .notAPicture(key, found: address)
    }
  }

  private func closestChoice(to value: JSON) -> JSON? {
    let typed = value.string ?? value.text
    let texts = choices.map { $0.string ?? $0.text }
    let close = closest(to: typed, among: texts).first
    let guess = texts.first { !typed.isEmpty && $0.hasPrefix(typed) } ?? close
    return guess.flatMap { guess in choices.first { ($0.string ?? $0.text) == guess } }
  }
}

extension Model.Kind {
  /// `5.0` is a whole number to mathematics, but not to every reader of JSON.
  func takes(_ value: JSON) -> Bool {
    switch self {
    case .text: value.string != nil
    case .whole: value.number?.isWrittenWhole ?? false
    case .number: value.number != nil
    case .flag: value.bool != nil
    case .list: value.array != nil
    case .object: value.object != nil
    case .anything: true
    }
  }
}

private func isBlank(_ value: JSON) -> Bool {
  switch value {
  case .string(let text): text.allSatisfy(\.isWhitespace)
  case .array(let list): list.isEmpty
  case .null, .bool, .number, .object: false
  }
}
