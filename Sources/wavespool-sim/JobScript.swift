import JSON

/// What a job asks of the simulator in its own input: `[sim:nsfw]`, `[sim:poll=502-html*2]`.
///
/// A marker may stand in any string of the input. Demos and tests need no control call that way.
struct JobScript {
  var fate: [(name: String, value: String?)] = []
  var faults: [Fault] = []

  /// Whether only the first submission with these markers has this fate.
  var isForOnce = false

  /// The strings that held the markers. Submissions are told apart by them and not by their whole
  /// bodies: a client that tries again may well send another seed.
  private(set) var text = ""

  struct Fault {
    let scope: Rule.Scope
    let effect: Effect

    /// How many requests of that kind it is for, counted from the job's first.
    let times: Int
  }

  /// Nil when the input holds no marker.
  init?(in input: JSON.Object, body: [UInt8]) throws(SpecError) {
    guard body[...].contains(JobScript.opening) else { return nil }
    for member in input.members {
      // Looked for in bytes first: a picture in Base64 is long, and characters are slow.
      guard let text = member.value.string, Array(text.utf8)[...].contains(JobScript.opening)
      else { continue }
      self.text += text
      var rest = text[...]
      while let start = rest.range(of: "[sim:"),
        let end = rest[start.upperBound...].firstIndex(of: "]")
      {
        try take(rest[start.upperBound..<end])
        rest = rest[end...]
      }
    }
  }

  private static let opening = Array("[sim:".utf8)

  func effect(_ scope: Rule.Scope, attempt: Int) -> Effect? {
    faults.first { $0.scope == scope && attempt <= $0.times }?.effect
  }

  private mutating func take(_ marker: Substring) throws(SpecError) {
    let (name, value) = nameAndValue(marker)
    switch (name, value) {
    case ("submit", let value?), ("poll", let value?), ("output", let value?):
      guard let scope = Rule.Scope(rawValue: name) else { return }
      let parts = value.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
      let times = parts.count == 1 ? 1 : parts[1].isEmpty ? Int.max : Int(parts[1]) ?? 1
      faults.append(Fault(scope: scope, effect: try Effect(parts[0]), times: times))
    case ("once", nil): isForOnce = true
    default:
      var trial = Fate.plain
      try trial.apply(name, value)
      fate.append((name, value))
    }
  }
}
