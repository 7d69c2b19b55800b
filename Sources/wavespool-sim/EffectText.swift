// The words of an effect: `500-after`, `502 html`, `cut headers after`, `429 retry=3`.

extension Effect {
  /// Words are separated by spaces or commas, short ones also by hyphens.
  init(_ text: some StringProtocol) throws(SpecError) {
    var rest = text[...]
    while let start = rest.firstIndex(where: { $0 != " " && $0 != "," }) {
      rest = rest[start...]
      if rest.hasPrefix("message=") {
        refuse { $0.message = String(rest.dropFirst("message=".count)) }
        break
      }
      let word = rest.prefix { $0 != " " && $0 != "," }
      rest = rest[word.endIndex...]
      if let equals = word.firstIndex(of: "=") {
        try take(String(word[..<equals]), value: String(word[word.index(after: equals)...]))
      } else {
        for part in word.split(separator: "-") { try take(String(part)) }
      }
    }
    guard
      answer != nil || twist != nil || delivery != .whole || late != nil || retryAfter != nil
    else { throw SpecError("an effect is missing in '\(text)'") }
  }

  private mutating func refuse(_ change: (inout ErrorAnswer) -> Void) {
    var answer = answer ?? ErrorAnswer()
    change(&answer)
    self.answer = answer
  }

  private mutating func take(_ word: String) throws(SpecError) {
    if let status = Int(word), (200...599).contains(status) {
      return refuse { $0.status = status }
    }
    if let shape = ErrorAnswer.Shape(rawValue: word) {
      return refuse { $0.shape = shape }
    }
    switch word {
    case "after": afterCreating = true
    case "close", "cut", "nothing": delivery = .cut(.beforeTheFirstByte)
    case "headers": delivery = .cut(.insideTheHeaders)
    case "body": delivery = .cut(.insideTheBody)
    case "reset": delivery = .reset
    case "hang": delivery = .silence
    case "overlong": delivery = .overlong
    case "noid": twist = .emptyID
    case "truncated": twist = .truncated
    case "huge": twist = .huge(bytes: 64 << 20)
    case "redirect": twist = .redirect(to: nil)
    case "changed": twist = .changed
    default: throw SpecError("no effect: '\(word)'")
    }
  }

  private mutating func take(_ name: String, value: String) throws(SpecError) {
    let number = Int(value)
    switch (name, number) {
    case ("code", let code?): refuse { $0.code = code }
    case ("envelope", let code?):
      refuse {
        $0.status = 200
        $0.code = code
        $0.shape = .envelope
      }
    case ("retry", let seconds?): retryAfter = .seconds(seconds)
    case ("retrydate", let seconds?): retryAfter = .date(seconds)
    case ("slow", let rate?) where rate > 0: delivery = .slow(bytesPerSecond: rate)
    case ("huge", let megabytes?) where (1...1024).contains(megabytes):
      twist = .huge(bytes: megabytes << 20)
    case ("redirect", _): twist = .redirect(to: value)
    case ("late", _):
      guard let latency = Latency(value) else { throw SpecError("no time: '\(value)'") }
      late = latency
    default: throw SpecError("no effect: '\(name)=\(value)'")
    }
  }
}
