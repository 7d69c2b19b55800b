/// What becomes of an accepted prediction. The plain fate is to be completed with one output.
struct Fate: Hashable {
  var latency: Latency?
  var ending = Ending.completed

  /// The word shown while it works, instead of `created` and `processing`.
  var working: String?
  var flags: Flags?
  var outputs = Outputs.array
  var count = 1
  var file: File?

  static let plain = Fate()

  enum Ending: Hashable {
    case completed
    case failed(code: Int?, message: String)
    case timeout
    case cancelled(spelling: String)
    case deleted

    /// Works for ever.
    case stuck

    var word: String {
      switch self {
      case .completed: "completed"
      case .failed: "failed"
      case .timeout: "timeout"
      case .cancelled(let spelling): spelling
      case .deleted: "deleted"
      case .stuck: "processing"
      }
    }

    /// What the real API is said to do: it gives the money back for failures of its own, not for
    /// wrong parameters, unreachable media or moderation.
    var isRefunded: Bool {
      switch self {
      case .failed(let code, _): code.map { ![1200, 1400, 1401, 1402].contains($0) } ?? true
      case .timeout: true
      case .completed, .cancelled, .deleted, .stuck: false
      }
    }
  }

  /// The forms in which `has_nsfw_contents` has been seen.
  enum Flags: String {
    case yes, no, null, absent, strings, empty
  }

  /// The forms in which `outputs` has been seen.
  enum Outputs: String {
    case array, string, objects, null, empty

    /// The files themselves, as `data:` URIs; as Base64 and nothing else.
    case inline, base64
  }

  enum File: String {
    case mp4, png, webp
  }
}
