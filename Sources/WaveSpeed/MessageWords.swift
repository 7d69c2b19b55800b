/// What the words of a refusal say where its numbers say nothing.
///
/// The API's codes are documented in part and sent in part, so some decisions hang on the text.
struct MessageWords {
  private let text: String
  private let words: [Substring]

  init(_ message: String) {
    text = message.lowercased()
    words = text.split { !$0.isLetter }
  }

  /// "Insufficient credits", but not "insufficient image resolution", for which no pause helps.
  var speakOfMissingMoney: Bool {
    text.contains("insufficient") && !words.contains { aboutInput.contains(String($0)) }
  }

  /// The content was refused and will be refused again.
  var speakOfModeration: Bool {
    moderation.contains { text.contains($0) }
  }

  /// Whether a 429 names the account, its concurrency or its rate, not one model.
  var speakOfAccount: Bool {
    words.contains { word in
      word.hasPrefix("account") || word.hasPrefix("concurren") || word == "rate"
        || word.hasPrefix("ratelimit")
    }
  }
}

private let aboutInput: Set<String> = [
  "image", "images", "picture", "photo", "resolution", "quality", "prompt", "parameter",
  "parameters", "length", "size", "permission", "permissions",
]

private let moderation = [
  "moderat", "nsfw", "sensitive", "content policy", "policy violation", "prohibited",
  "inappropriate", "unsafe", "safety",
]
