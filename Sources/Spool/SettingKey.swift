/// What `config` knows: the keys of the table `settings`, their defaults and what they mean.
package enum SettingKey: String, CaseIterable, Sendable {
  case pollMin = "poll_min"
  case pollMax = "poll_max"

  package var standard: String {
    switch self {
    case .pollMin: PollPolicy.standard.floor.text
    case .pollMax: PollPolicy.standard.ceiling.text
    }
  }

  package var meaning: String {
    switch self {
    case .pollMin:
      "a prediction is never polled sooner than this after the last time; 0 for no floor"
    case .pollMax: "a prediction is polled at least this often"
    }
  }

  /// The value in its plainest spelling, or nil when it cannot be one.
  package func normalized(_ text: String) -> String? {
    switch self {
    case .pollMin: Duration(text)?.text
    case .pollMax: Duration(text).flatMap { $0 > .zero ? $0.text : nil }
    }
  }

  /// What a value must look like, for a person who gave another.
  package var form: String {
    switch self {
    case .pollMin: "a length of time such as 2s, 500ms or 0"
    case .pollMax: "a length of time such as 30s"
    }
  }
}
