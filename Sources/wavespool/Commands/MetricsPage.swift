import JSON

/// Prometheus' text form, version 0.0.4: a family of samples has one line of help and one of type.
struct MetricsPage {
  private(set) var lines: [String] = []

  enum Kind: String {
    case gauge
    case counter
  }

  typealias Sample = (labels: [(String, String)], value: Double)

  /// A family without samples is left out.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
    guard !samples.isEmpty else { return }
    lines.append("# HELP \(name) \(help)")
    lines.append("# TYPE \(name) \(kind.rawValue)")
    for sample in samples {
      let labels = sample.labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
      lines.append(name + (labels.isEmpty ? "" : "{\(labels)}") + " " + text(sample.value))
    }
  }

  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double?) {
    add(name, kind, help, value.map { [([], $0)] } ?? [])
  }

  private func text(_ value: Double) -> String {
    Int64(exactly: value).map { "\($0)" } ?? "\(value)"
  }

  private func escaped(_ value: String) -> String {
    var text = ""
    for character in value.unicodeScalars {
      switch character {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.unicodeScalars.append(character)
      }
    }
    return text
  }
}
