// How a prediction is doing: computed from the time that has passed since it was accepted.

extension Simulator {
  func poll(_ request: Request, _ version: UInt8, _ name: String, at now: Int64) -> Reply {
    guard let index = find(name), !options.isStrict || predictions[index].version == version
    else {
      ledger.polled(nil, at: now)
      let effect = effect(on: Occasion(scope: .poll))
      return applied(effect, to: .refusal(404, "prediction not found"), of: request)
    }
    ledger.polled(index, at: now)
    let prediction = predictions[index]
    let attempt = Int(prediction.polls)
    let effect =
      effect(
        on: Occasion(
          scope: .poll, model: ledger.model(of: prediction), body: ledger.body(of: prediction),
          attempt: attempt))
      ?? ledger.scripts[index]?.effect(.poll, attempt: attempt)
    return applied(effect, to: .success(report(index, at: now)), of: request)
  }

  var predictions: [Prediction] { ledger.predictions }

  func find(_ name: some StringProtocol) -> PredictionIndex? {
    guard let index = ledger.names.index(name), predictions.indices.contains(index) else {
      return nil
    }
    return index
  }

  func status(of prediction: Prediction, at now: Int64) -> String {
    let fate = ledger.fate(of: prediction)
    if prediction.hasFinished(at: now) { return fate.ending.word }
    return fate.working ?? (prediction.hasStarted(at: now) ? "processing" : "created")
  }

  /// The prediction object, as submissions, polls and the history show it.
  ///
  /// A fresh one has only just been created, however little time it is given to live.
  func report(
    _ index: PredictionIndex, at now: Int64, isFresh: Bool = false, input: String? = nil
  ) -> String {
    let prediction = predictions[index]
    let fate = ledger.fate(of: prediction)
    let model = ledger.model(of: prediction)
    let name = ledger.names.name(index)
    let hasFinished = prediction.hasFinished(at: now) && !isFresh
    let status = isFresh ? fate.working ?? "created" : status(of: prediction, at: now)
    let isCompleted = hasFinished && fate.ending == .completed
    let milliseconds = hasFinished ? prediction.inferenceMilliseconds : 0
    var text = #"{"id":"\#(name)","model":\#(quoted(model)),"outputs":"#
    text += isCompleted ? outputs(fate, name, model) : "[]"
    text += #","urls":{"get":"\#(address)/api/v\#(prediction.version)/predictions/\#(name)"#
    text += #"/result"},"#
    text += flags(fate, isCompleted: isCompleted, model)
    text += #""status":\#(quoted(status)),"#
    text += #""created_at":"\#(clock.text(prediction.createdAt))","#
    text += hasFinished ? failure(fate) : #""error":"","#
    if prediction.version == 2 { text += #""executionTime":\#(milliseconds),"# }
    if let input { text += #""input":\#(input),"# }
    return text + #""timings":{"inference":\#(milliseconds)}}"#
  }

  private func outputs(_ fate: Fate, _ name: String, _ model: String) -> String {
    let urls = (0..<fate.count).map { number in
      "\"\(address)/outputs/\(name)/\(number).\(OutputFile.kind(fate, model).rawValue)\""
    }
    switch fate.outputs {
    case .array: return list(urls)
    case .string: return urls.first ?? "\"\""
    case .objects: return list(urls.map { #"{"url":\#($0)}"# })
    case .null: return "null"
    case .empty: return "[]"
    case .inline, .base64:
      let kind = OutputFile.kind(fate, model)
      let files = (0..<fate.count).map { number in
        OutputFile(name: name, number: number, kind: kind, size: options.outputBytes, salt: 0)
      }
      return list(
        files.map { file in
          let type = fate.outputs == .inline ? "data:\(file.contentType);base64," : ""
          return "\"\(type)\(base64(file.bytes))\""
        })
    }
  }

  /// Absent for models whose documentation does not know it, unless the fate says otherwise.
  private func flags(_ fate: Fate, isCompleted: Bool, _ model: String) -> String {
    let form = fate.flags ?? (Catalogue.find(model)?.hasFlags ?? true ? .no : .absent)
    let count = isCompleted ? fate.count : 0
    let list =
      switch form {
      case .absent: nil as String?
      case .null: "null"
      case .empty: "[]"
      case .yes: list(repeatElement("true", count: count))
      case .no: list(repeatElement("false", count: count))
      case .strings: list(repeatElement("\"false\"", count: count))
      }
    return list.map { #""has_nsfw_contents":\#($0),"# } ?? ""
  }

  private func failure(_ fate: Fate) -> String {
    switch fate.ending {
    case .completed, .stuck: return #""error":"","#
    case .failed(let code, let message):
      return #""error":\#(quoted(message)),"# + (code.map { #""code":\#($0),"# } ?? "")
    case .timeout: return #""error":"prediction timed out","code":5004,"#
    case .cancelled: return #""error":"prediction was cancelled","#
    case .deleted: return #""error":"prediction was deleted","#
    }
  }
}
