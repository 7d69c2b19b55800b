// The words of a fate, the same in `[sim:…]` and in `--fault "job …: …"`.

extension Fate {
  /// Takes one `name` or `name=value` into account.
  mutating func apply(_ name: String, _ value: String?) throws(SpecError) {
    switch (name, value) {
    case ("latency", let value?):
      guard let latency = Latency(value) else { throw SpecError("no latency: '\(value)'") }
      self.latency = latency
    case ("stuck", nil): ending = .stuck
    case ("fail", let value): ending = Fate.failure(value ?? "")
    case ("end", let value?): ending = try Fate.ending(value)
    case ("status", let value?): working = value
    case ("nsfw", let value): flags = try Fate.flags(value ?? "yes")
    case ("outputs", let value?): try applyOutputs(value)
    default: throw SpecError("no fate: '\(name)\(value.map { "=" + $0 } ?? "")'")
    }
  }

  /// `1200 message`, `message`, or nothing.
  private static func failure(_ text: String) -> Ending {
    let words = text.split(separator: " ", maxSplits: 1)
    if let first = words.first, let code = Int(first) {
      return .failed(code: code, message: words.count > 1 ? String(words[1]) : "failed: \(code)")
    }
    return .failed(code: nil, message: text.isEmpty ? "the simulator was asked to fail" : text)
  }

  private static func ending(_ word: String) throws(SpecError) -> Ending {
    switch word {
    case "completed": .completed
    case "failed": failure("")
    case "timeout": .timeout
    case "cancelled", "canceled": .cancelled(spelling: word)
    case "deleted": .deleted
    case "stuck": .stuck
    default:
      throw SpecError(
        "no end: '\(word)' (completed, failed, timeout, cancelled, canceled, deleted, stuck)")
    }
  }

  private static func flags(_ word: String) throws(SpecError) -> Flags {
    switch word {
    case "true": return .yes
    case "false": return .no
    default:
      guard let flags = Flags(rawValue: word) else {
        throw SpecError("no nsfw form: '\(word)' (yes, no, null, absent, strings, empty)")
      }
      return flags
    }
  }

  /// A number of outputs, their form, or the kind of their files.
  private mutating func applyOutputs(_ word: String) throws(SpecError) {
    if let count = Int(word), (0...100).contains(count) {
      self.count = count
    } else if let form = Outputs(rawValue: word) {
      outputs = form
    } else if let file = File(rawValue: word) {
      self.file = file
    } else {
      throw SpecError(
        "no outputs: '\(word)' (a number, array, string, objects, null, empty, inline, base64, mp4, "
          + "png, webp)")
    }
  }
}

/// A fault, a fate or an option that cannot be read, in words for the person who wrote it.
struct SpecError: Error {
  let message: String

  init(_ message: String) {
    self.message = message
  }
}
