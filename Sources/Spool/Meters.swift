/// What a daemon has measured of itself since it started, for those who watch it.
package struct Meters: Equatable, Sendable {
  /// How long turns took: while one is taken, nothing else happens.
  package var turns = Histogram(bounds: Meters.turnBounds)

  /// Between the last answer that said a prediction runs and the one that brought its end: by no
  /// more than that was the end seen late.
  package var lags = Histogram(bounds: Meters.lagBounds)

  /// From acceptance to the end that was seen, by model.
  package var predictions: [ModelName: Histogram] = [:]

  /// Answers of the API, by what was asked for and how it answered.
  package var answers: [Answer: Int] = [:]

  package struct Answer: Hashable, Comparable, Sendable {
    /// `submit`, `poll` or `other`.
    package let call: String

    /// The HTTP status; 0 without an answer.
    package let status: Int

    package init(call: String, status: Int) {
      self.call = call
      self.status = status
    }

    package static func < (a: Answer, b: Answer) -> Bool {
      (a.call, a.status) < (b.call, b.status)
    }
  }

  package init() {}

  package mutating func addPrediction(_ span: Duration, of model: ModelName) {
    predictions[model, default: Histogram(bounds: Meters.predictionBounds)].add(span)
  }

  private static let turnBounds = [
    0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1,
  ]
  private static let lagBounds = [0.1, 0.3, 1, 2, 3, 5, 10, 30, 60]
  private static let predictionBounds: [Double] = [
    1, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1800, 3600,
  ]
}

// As the database keeps them, a line each:
//
//     turns 1.5 0 3 1 …
//     lags 0 0 …
//     prediction a/model 61.2 0 0 1 …
//     answer poll 200 1234
extension Meters {
  package var text: String {
    var lines = ["turns \(turns.text)", "lags \(lags.text)"]
    for (model, histogram) in predictions.sorted(by: { $0.key < $1.key }) {
      lines.append("prediction \(model.text) \(histogram.text)")
    }
    for (answer, count) in answers.sorted(by: { $0.key < $1.key }) {
      lines.append("answer \(answer.call) \(answer.status) \(count)")
    }
    return lines.joined(separator: "\n")
  }

  /// What cannot be read is left out: another version may have written it.
  package init(_ text: String) {
    self.init()
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 2)
      guard words.count > 1 else { continue }
      switch words[0] {
      case "turns":
        let rest = line.dropFirst(words[0].utf8.count + 1)
        turns = Histogram(rest, bounds: Meters.turnBounds) ?? turns
      case "lags":
        let rest = line.dropFirst(words[0].utf8.count + 1)
        lags = Histogram(rest, bounds: Meters.lagBounds) ?? lags
      case "prediction":
        predictions[ModelName(String(words[1]))] = words.last.flatMap {
          Histogram($0, bounds: Meters.predictionBounds)
        }
      case "answer":
        let numbers = words.last?.split(separator: " ").compactMap { Int($0) } ?? []
        guard numbers.count == 2 else { continue }
        answers[Answer(call: String(words[1]), status: numbers[0])] = numbers[1]
      default: continue
      }
    }
  }
}
