// Ids are types, so that a model is never taken for a prediction.

/// A row of `jobs`: never reused.
package struct JobID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let number: Int64

  package init(_ number: Int64) {
    self.number = number
  }

  package var description: String { String(number) }
  package static func < (a: JobID, b: JobID) -> Bool { a.number < b.number }
}

/// One try of one job at being submitted: a row of `attempts`, counted from 1 within its job.
package struct AttemptID: Hashable, Sendable, CustomStringConvertible {
  package let job: JobID
  package let number: Int

  package init(_ job: JobID, _ number: Int) {
    self.job = job
    self.number = number
  }

  package var description: String { "\(job)/\(number)" }
}

/// The API's name for one accepted, charged piece of work. Never validated: any text will do.
package struct PredictionID: Hashable, Sendable, CustomStringConvertible {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  package var description: String { text }
}

/// A model's path, as in `wavespeed-ai/veo2-i2v`.
package struct ModelName: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  package var description: String { text }
  package static func < (a: ModelName, b: ModelName) -> Bool { a.text < b.text }
}
