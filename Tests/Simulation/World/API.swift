import JSON
import Spool
import WaveSpeed

/// The simulated WaveSpeedAI: what it accepts, it charges for, and it forgets nothing.
final class API {
  private(set) var predictions: [Prediction] = []
  private var byID: [PredictionID: Int] = [:]
  private let seed: UInt64
  private let endings: [Int: Ending]
  private let givesInputs: Bool
  private let clock: MachineClock
  private var polls = 0

  /// What is wrong with the account or the way to it, for as long as it lasts.
  var account: Part.AccountTrouble?
  var pollTrouble: Part.PollTrouble?

  /// Once it heals, polls and the history are never late either.
  var isHealed = false

  init(_ history: History, _ clock: MachineClock) {
    seed = history.seed
    givesInputs = history.givesInputs
    self.clock = clock
    var endings: [Int: Ending] = [:]
    for part in history.parts {
      if case .ending(let number, let ending) = part.what { endings[number] = ending }
    }
    self.endings = endings
  }

  subscript(id: PredictionID) -> Prediction? { byID[id].map { predictions[$0] } }

  /// Accepts a submission: from here on it is charged.
  func create(
    _ request: APIRequest, for attempt: AttemptID, by life: Int, endsAtOnce: Bool = false
  ) -> Prediction {
    let number = predictions.count
    var dice = Dice(seed, "prediction", number)
    let now = clock.uptime
    let ending = endings[number] ?? .completed
    let wait = endsAtOnce ? .zero : dice.length(1...30_000)
    let run =
      endsAtOnce ? .zero : dice.length(ending == .longRun ? 1_000_000...4_000_000 : 500...300_000)
    let made = Prediction(
      number: number, id: PredictionID("p\(number)-\(dice.number(100...999))"),
      model: ModelName(String(request.path.dropFirst("/api/v3/".count))), body: request.body,
      attempt: attempt, life: life, createdAt: now, createdOn: clock.serverWall,
      processingAt: now + wait,
      endsAt: now + wait + run, ending: ending,
      knownFrom: dice.happens(15) && !isHealed ? now + dice.length(100...20_000) : now,
      listedFrom: dice.happens(30) ? now + dice.length(100...200_000) : now)
    predictions.append(made)
    byID[made.id] = number
    return made
  }

  /// The answer to anything but a submission.
  func answer(_ request: APIRequest) -> APIReply {
    switch account {
    case .keyRefused: return reply(401, #"{"code":401,"message":"Unauthorized"}"#)
    case .badGateway: return reply(502, "<html><h1>502 Bad Gateway</h1></html>")
    case .noCredit, .forbidden, .throttled, .unreachable, .silence, nil: break
    }
    switch request.purpose {
    case .poll: return poll(request)
    case .balance:
      let balance = account == .noCredit ? "0" : "12.5"
      return success(#"{"balance":\#(balance)}"#)
    case .history: return historyPage(request)
    case .billing: return billingPage(request)
    case .submit, .quote, .models, .upload:
      return reply(404, #"{"code":404,"message":"not found"}"#)
    }
  }

  func reply(_ status: Int, _ body: String, retryAfter: String? = nil) -> APIReply {
    APIReply(
      status: status, body: Array(body.utf8), retryAfter: retryAfter,
      date: clock.serverWall.httpDate)
  }

  func success(_ data: String) -> APIReply {
    reply(200, #"{"code":200,"message":"success","data":\#(data)}"#)
  }

  private func poll(_ request: APIRequest) -> APIReply {
    polls += 1
    switch pollTrouble {
    case .notFound: return notFound
    case .serverError: return reply(503, "")
    case .throttled: return reply(429, #"{"message":"too many requests"}"#, retryAfter: "2")
    case .garbage: return reply(200, "<!doctype html>")
    case .unfamiliarWord, .reset, nil: break
    }
    let parts = request.path.split(separator: "/")
    guard parts.count == 5, let found = self[PredictionID(String(parts[3]))],
      isHealed || found.knownFrom <= clock.uptime
    else { return notFound }
    return success(
      found.json(at: clock.uptime, word: pollTrouble == .unfamiliarWord ? "dreaming" : nil))
  }

  private var notFound: APIReply { reply(404, #"{"code":404,"message":"not found"}"#) }
}

extension API {
  private func historyPage(_ request: APIRequest) -> APIReply {
    guard let question = try? JSON(parsing: request.body).object,
      let page = question["page"]?.int, let size = question["page_size"]?.int,
      let from = question["created_after"]?.string.flatMap({ Timestamp($0) }),
      let to = question["created_before"]?.string.flatMap({ Timestamp($0) })
    else { return reply(400, #"{"code":400,"message":"page and page_size are required"}"#) }
    let model = question["model"]?.string
    let wantsInputs = question["include_inputs"]?.bool ?? false
    let found = predictions.reversed().filter { prediction in
      prediction.listedFrom <= clock.uptime && from <= prediction.createdOn
        && prediction.createdOn <= to && (model == nil || prediction.model.text == model)
    }
    let items = found.dropFirst(Int((page - 1) * size)).prefix(Int(size)).map {
      $0.json(at: clock.uptime, inputs: givesInputs && wantsInputs)
    }
    return success(#"{"page":\#(page),"items":[\#(items.joined(separator: ","))]}"#)
  }

  private func billingPage(_ request: APIRequest) -> APIReply {
    guard let question = try? JSON(parsing: request.body).object,
      let page = question["page"]?.int, let size = question["page_size"]?.int,
      let from = question["start_time"]?.string.flatMap({ Timestamp($0) }),
      let to = question["end_time"]?.string.flatMap({ Timestamp($0) })
    else { return reply(400, #"{"code":400,"message":"page and page_size are required"}"#) }
    let found =
      question["billing_type"]?.string == "deduct"
      ? predictions.reversed().filter { from <= $0.createdOn && $0.createdOn <= to } : []
    let rest = found.dropFirst(Int((page - 1) * size))
    let items = rest.prefix(Int(size)).map { prediction in
      """
      {"uuid":"b\(prediction.number)","billing_type":"deduct","price":0.1,\
      "created_at":"\(prediction.createdOn.rfc3339)","prediction":{"uuid":"\(prediction.id)",\
      "model_uuid":"\(prediction.model)","status":"created"}}
      """
    }
    return success(
      """
      {"page":\(page),"has_more":\(rest.count > Int(size)),\
      "items":[\(items.joined(separator: ","))]}
      """)
  }
}

extension Timestamp {
  /// `Sun, 06 Nov 1994 08:49:37 GMT`; the name of the day is not looked at by anybody.
  var httpDate: String {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let text = sqlText
    let parts = text.prefix(10).split(separator: "-")
    let month = months[(Int(parts[1]) ?? 1) - 1]
    return "Sun, \(parts[2]) \(month) \(parts[0]) \(text.dropFirst(11).prefix(8)) GMT"
  }
}
