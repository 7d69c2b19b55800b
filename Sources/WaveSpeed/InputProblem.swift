package import JSON

/// Something about a job's input that must not be sent: the API would drop it silently and bill a
/// generation with defaults, or refuse it unrefunded.
package enum InputProblem: Error, Equatable, Sendable {
  case missing(String, what: String)
  case unknown(String, didYouMean: String?, known: [String])
  case wrongType(String, wanted: Model.Kind, found: JSON)
  case isNull(String, isRequired: Bool)
  case empty(String)
  case notAChoice(String, found: JSON, choices: [JSON], didYouMean: JSON?)
  case outOfRange(String, found: JSON.Number, range: Model.Range)
  case notAPicture(String, found: String)
  case notAnImageType(String, found: String)
  case tooLarge(bytes: Int, limit: Int)

  /// The input it is about; nil when it is about all of them.
  package var key: String? {
    switch self {
    case .missing(let key, _), .unknown(let key, _, _), .wrongType(let key, _, _),
      .isNull(let key, _), .empty(let key), .notAChoice(let key, _, _, _),
      .outOfRange(let key, _, _), .notAPicture(let key, _), .notAnImageType(let key, _):
      key
    case .tooLarge: nil
    }
  }
}

extension InputProblem: CustomStringConvertible {
  /// What is wrong, in one line.
  package var description: String {
    switch self {
    case .missing(let key, _): "\(key) is missing"
    case .unknown(let key, _, _): "the model has no input \(shown(key))"
    case .wrongType(let key, let wanted, let found): "\(key) is \(wanted); \(kindOf(found))"
    case .isNull(let key, _): "\(key) is null"
    case .empty(let key): "\(key) is empty"
    case .notAChoice(let key, let found, let choices, _):
      "\(key) is one of \(list(choices)); not \(shown(found))"
    case .outOfRange(let key, let found, let range):
      "\(key) is \(range); not \(shown(.number(found)))"
    case .notAPicture(let key, let found):
      "\(key) is a picture; \(shown(found)) is neither a web address nor a data: URI"
    case .notAnImageType(let key, let found): "\(key) is a picture; \(shown(found)) is none"
    case .tooLarge(let bytes, let limit):
      "the input has \(bytes) bytes without its pictures; at most \(limit) may be sent"
    }
  }

  /// What to do about it, in one line; nil when the description says it all.
  package var remedy: String? {
    switch self {
    case .missing(let key, let what): what.isEmpty ? "add \(key)=…" : "add \(key)=…  (\(what))"
    case .unknown(_, let guess?, _): "did you mean \(guess)?"
    case .unknown(_, nil, let known): "its inputs are \(known.joined(separator: ", "))"
    case .wrongType(let key, .text, .number(let number)):
      "write it in quotes: \"\(key)\": \"\(number.text)\""
    case .wrongType(let key, .whole, .string(let text)) where Int64(text) != nil:
      "write it without quotes: \"\(key)\": \(text)"
    case .wrongType(let key, .whole, .number(let number)):
      number.int.map { "write it without a fraction: \"\(key)\": \($0)" }
    case .wrongType: nil
    case .isNull(let key, let isRequired): isRequired ? "give \(key) a value" : "leave \(key) out"
    case .empty(let key): "give \(key) a value"
    case .notAChoice(_, _, _, let guess): guess.map { "did you mean \(shown($0))?" }
    case .outOfRange: nil
    case .notAPicture(let key, _): "to send a file of this machine, write \(key)=@FILE"
    case .notAnImageType: "a data: URI begins with the type of the picture, as in data:image/png"
    case .tooLarge: nil
    }
  }
}

private func kindOf(_ value: JSON) -> String {
  switch value {
  case .null: "null is nothing"
  case .bool: "\(shown(value)) is not"
  case .number(let number):
    "\(shown(value)) is \(number.isWrittenWhole ? "a" : "not such a") number"
  case .string: "\(shown(value)) is text"
  case .array: "\(shown(value)) is a list"
  case .object: "\(shown(value)) is an object"
  }
}

private func list(_ choices: [JSON]) -> String {
  choices.map { $0.string ?? $0.text }.joined(separator: ", ")
}

/// As JSON, which makes control characters visible, and not longer than a line.
private func shown(_ value: JSON) -> String {
  let text = value.text
  return text.count > 60 ? text.prefix(60) + "…" : text
}

private func shown(_ text: String) -> String {
  shown(JSON.string(String(text.prefix(80))))
}
