import Spool

/// Prometheus' text form, version 0.0.4: a family of samples has one line of help and one of type.
package struct MetricsPage {
  package private(set) var lines: [String] = []

  enum Kind: String {
    case gauge
    case counter
    case histogram
  }

  typealias Labels = [(String, String)]
  typealias Sample = (labels: Labels, value: Double)

  package var text: String { lines.joined(separator: "\n") + "\n" }

  /// A family without samples is left out.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
    guard !samples.isEmpty else { return }
    begin(name, kind, help)
    for sample in samples { addSample(name, sample.labels, sample.value) }
  }

  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double?) {
    add(name, kind, help, value.map { [([], $0)] } ?? [])
  }

  /// Buckets are cumulative there: each counts what the shorter ones do.
  mutating func add(
    _ name: String, _ help: String, _ histograms: [(labels: Labels, value: Histogram)]
  ) {
    guard !histograms.isEmpty else { return }
    begin(name, .histogram, help)
    for (labels, histogram) in histograms {
      var count = 0
      for (bound, more) in zip(histogram.bounds, histogram.counts) {
        count += more
        addSample("\(name)_bucket", labels + [("le", text(bound))], Double(count))
      }
      addSample("\(name)_bucket", labels + [("le", "+Inf")], Double(histogram.count))
      addSample("\(name)_sum", labels, histogram.sum)
      addSample("\(name)_count", labels, Double(histogram.count))
    }
  }

  private mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
    lines.append("# HELP \(name) \(help)")
    lines.append("# TYPE \(name) \(kind.rawValue)")
  }

  private mutating func addSample(_ name: String, _ labels: Labels, _ value: Double) {
    let words = labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
    lines.append(name + (words.isEmpty ? "" : "{\(words)}") + " " + text(value))
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
