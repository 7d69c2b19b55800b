/// One accepted, charged piece of work, kept small: a million of them fit beside each other.
///
/// Its life is not acted out but computed from the moment of asking, so that nothing has to run
/// for a prediction while nobody asks for it.
struct Prediction {
  let createdAt: Int64

  /// Nil for one that never ends.
  let finishesAt: Int64?
  let body: ByteStore.Place
  let bodyHash: UInt64

  /// In micro-dollars.
  let price: Int64
  let model: Int32
  let fate: Int32
  let version: UInt8
  var polls: UInt32 = 0
  var fetches: UInt32 = 0

  func hasFinished(at now: Int64) -> Bool {
    finishesAt.map { $0 <= now } ?? false
  }

  /// `created` for the first tenth of its life.
  func hasStarted(at now: Int64) -> Bool {
    guard let finishesAt else { return now - createdAt > 100_000_000 }
    return now - createdAt > (finishesAt - createdAt) / 10
  }

  /// What the API calls `timings.inference`: all of its life but the waiting.
  var inferenceMilliseconds: Int64 {
    guard let finishesAt else { return 0 }
    return max(1, (finishesAt - createdAt) / 10 * 9 / 1_000_000)
  }
}

/// A place among the predictions: counted from 0 since the start or the last reset.
typealias PredictionIndex = Int
