import Spool
import WaveSpeed

/// One piece of work that the simulated API has accepted, and charged for.
struct Prediction {
  let number: Int
  let id: PredictionID
  let model: ModelName
  let body: [UInt8]

  /// Whose request it was. The API does not know; the checks do.
  let attempt: AttemptID

  /// Which life of the daemon had sent it.
  let life: Int

  let createdAt: Uptime
  let createdOn: Timestamp
  let processingAt: Uptime
  let endsAt: Uptime
  let ending: Ending

  /// Before these, a poll says 404 and the history nothing.
  let knownFrom: Uptime
  let listedFrom: Uptime

  var sending: Wire.Sending { Wire.Sending(life: life, attempt: attempt) }

  func hasEnded(at now: Uptime) -> Bool { endsAt <= now }

  var outputs: [String] {
    switch ending {
    case .completed, .completedOneString, .completedFlagged, .longRun:
      ["https://cdn.example/\(id).mp4"]
    case .completedManyOutputs, .completedObjects:
      ["https://cdn.example/\(id)-1.png", "https://cdn.example/\(id)-2.png"]
    case .completedEmpty, .failedInternal, .failedModeration, .failedMedia, .timeout, .cancelled,
      .canceled, .deleted:
      []
    }
  }

  /// As the API writes it; `word` replaces the status.
  func json(at now: Uptime, word: String? = nil, inputs: Bool = false) -> String {
    var members = [
      #""id":"\#(id)""#, #""model":"\#(model)""#, #""created_at":"\#(createdOn.rfc3339)""#,
    ]
    if inputs { members.append(#""inputs":\#(String(decoding: body, as: UTF8.self))"#) }
    if !hasEnded(at: now) {
      let status = word ?? (processingAt <= now ? "processing" : "created")
      members += [#""status":"\#(status)""#, #""outputs":null"#, #""error":"""#]
    } else {
      members += end
    }
    return "{" + members.joined(separator: ",") + "}"
  }

  private var end: [String] {
    let list = outputs.map { #""\#($0)""# }.joined(separator: ",")
    let done = #""status":"completed""#
    let time = #""timings":{"inference":1234}"#
    return switch ending {
    case .completed, .completedManyOutputs, .longRun, .completedEmpty:
      [done, time, #""outputs":[\#(list)],"error":"""#]
    case .completedOneString: [done, #""outputs":\#(list)"#]
    case .completedObjects:
      [done, #""outputs":[\#(outputs.map { #"{"url":"\#($0)"}"# }.joined(separator: ","))]"#]
    case .completedFlagged: [done, #""outputs":[\#(list)],"has_nsfw_contents":[true]"#]
    case .failedInternal: [#""status":"failed","error":"internal","code":5000,"outputs":[]"#]
    case .failedModeration: [#""status":"failed","error":"flagged","code":1200,"outputs":null"#]
    case .failedMedia: [#""status":"failed","error":"no such media","code":1402"#]
    case .timeout: [#""status":"timeout","error":"""#]
    case .cancelled: [#""status":"cancelled""#]
    case .canceled: [#""status":"canceled""#]
    case .deleted: [#""status":"deleted","outputs":null"#]
    }
  }
}
