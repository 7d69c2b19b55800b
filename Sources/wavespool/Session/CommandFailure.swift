import JSON
import Store
import Terminal

/// Why a command did not do what it was asked for: one line of what and why, at most one of remedy.
package struct CommandFailure: Error, Equatable, Sendable {
  let exitCode: ExitCode

  /// Made harmless: it may quote what a person or a file said.
  package let message: String

  /// Each of the things that are wrong, where there may be several.
  package let details: [String]
  package let hint: String?

  init(
    _ exitCode: ExitCode, _ message: String, details: [String] = [], hint: String? = nil
  ) {
    self.exitCode = exitCode
    self.message = message.visible
    self.details = details.map(\.visible)
    self.hint = hint.map { sentence($0.visible) }
  }

  static func usage(_ message: String, hint: String? = nil) -> CommandFailure {
    CommandFailure(.usage, message, hint: hint)
  }

  init(_ error: UsageError) {
    self.init(.usage, error.message, hint: error.hint)
  }

  init(_ error: StoreError) {
    // A rule of the schema that says no is not the database's failure.
    if case .refused(let words) = error {
      self.init(.failed, words)
    } else {
      self.init(.database, error.message, hint: error.hint)
    }
  }

  init(_ error: LocationError) {
    self.init(.usage, error.message, hint: error.hint)
  }

  var json: JSON {
    var object: JSON.Object = ["error": .string(message)]
    if !details.isEmpty { object["details"] = .array(details.map { .string($0) }) }
    object["hint"] = hint.map { .string($0) } ?? .null
    return .object(object)
  }
}

extension Console {
  /// Says why a command failed, on `err`.
  func report(_ failure: CommandFailure, asJSON: Bool) {
    out.flush()
    if asJSON {
      err.line(failure.json.text.harmlessJSON)
      return
    }
    err.hang("wavespool: ", .red, failure.message)
    for detail in failure.details { err.hang("  ", [], detail) }
    if let hint = failure.hint { err.hang("", [], hint) }
  }
}

/// A remedy as a sentence, wherever it was worded; one that ends in a value is left open.
private func sentence(_ text: String) -> String {
  let begun = (text.first.map { $0.uppercased() } ?? "") + text.dropFirst()
  let firstWord = text.prefix { $0 != " " }
  let isProse = firstWord.utf8.allSatisfy { (0x61...0x7a).contains($0) }
  let ended = text.last.map { $0.isLetter || $0.isNumber } == true ? "." : ""
  return (isProse ? begun : text) + ended
}
