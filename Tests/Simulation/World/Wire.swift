import Daemon
import Spool
import WaveSpeed

/// The simulated network: what leaves, arrives later or never, and is answered later or never.
final class Wire: Network {
  private struct Flight {
    let life: Int

    /// The life that sent it, though its answer may be nobody's any more.
    let sender: Int
    let request: APIRequest
    let exchange: Exchange
    let sentAt: Uptime

    /// When the API reads it; nil when that has happened or never will.
    var arrivesAt: Uptime?
    let fate: Fate?
    var answer: (at: Uptime, result: Answer.Result)?

    /// When the client gives up.
    let deadline: Uptime
    let latency: Duration
  }

  private var flights: [Flight] = []

  /// Submissions whose prediction came home to the life that had sent them.
  private var accepted: Set<Sending> = []

  struct Sending: Hashable {
    let life: Int
    let attempt: AttemptID
  }

  private let api: API
  private let clock: MachineClock
  private let disk: Disk
  private let trace: Trace
  private let seed: UInt64
  private let fates: [Int: Fate]
  private var sent = 0
  private(set) var submissions = 0

  /// Which life of the daemon sends; answers to earlier ones reach nobody.
  var life = 0
  var isHealed = false

  /// Told of each submission and each poll: when it leaves, and when it arrives.
  var whenLeaving: (AttemptID, APIRequest) -> Void = { _, _ in }
  ///
  /// What comes so late that nobody waits for it any more is not told of: no limit can know it.
  var whenArriving: (Exchange, APIRequest, Int) -> Void = { _, _, _ in }

  init(_ history: History, _ api: API, _ clock: MachineClock, _ disk: Disk, _ trace: Trace) {
    self.api = api
    self.clock = clock
    self.disk = disk
    self.trace = trace
    seed = history.seed
    var fates: [Int: Fate] = [:]
    for part in history.parts {
      if case .submission(let number, let fate) = part.what { fates[number] = fate }
    }
    self.fates = fates
  }

  func send(_ request: APIRequest, as exchange: Exchange) {
    guard disk.step(.daemon) else { return }
    var dice = Dice(seed, "wire", sent)
    sent += 1
    var fate: Fate?
    if case .submit(let attempt) = exchange {
      whenLeaving(attempt, request)
      fate = isHealed ? nil : (fates[submissions] ?? accountFate(&dice, request))
      trace.say {
        "  wire: submission \(self.submissions) of \(attempt) leaves\(fate.map { ", fate \($0)" } ?? "")"
      }
      submissions += 1
    } else {
      trace.say { "  wire: \(exchange) leaves" }
      fate = otherFate(&dice, exchange)
    }
    let up = dice.length(2...(dice.happens(5) ? 8000 : 400))
    let latency = dice.length(2...(exchange.isSubmission ? 6000 : 900))
    let deadline = clock.uptime + request.purpose.answerDeadline
    var flight = Flight(
      life: life, sender: life, request: request, exchange: exchange, sentAt: clock.uptime,
      arrivesAt: clock.uptime + up, fate: fate, deadline: deadline, latency: latency)
    switch fate {
    case .refusedConnection, .failedHandshake:
      flight.arrivesAt = nil
      flight.answer = (
        clock.uptime + up, .failed("connection refused", mayHaveArrived: false)
      )
    case .resetBeforeArrival:
      flight.arrivesAt = nil
      flight.answer = (clock.uptime + up, .failed("connection reset", mayHaveArrived: true))
    case .silence:
      flight.arrivesAt = nil
      flight.answer = (deadline, .failed("timed out", mayHaveArrived: true))
    case .silenceCreated:
      flight.answer = (deadline, .failed("timed out", mayHaveArrived: true))
    case .lateArrival:
      flight.arrivesAt = deadline + .milliseconds(dice.number(-2000...2000))
      flight.answer = (deadline, .failed("timed out", mayHaveArrived: true))
    default: break
    }
    flights.append(flight)
    _ = disk.step(.daemon)
  }

  /// When something arrives next at the API.
  var nextArrival: Uptime? { flights.lazy.compactMap(\.arrivesAt).min() }

  /// When something comes home next.
  var nextAnswer: Uptime? {
    flights.lazy.filter { $0.life == self.life }.compactMap { $0.answer?.at }.min()
  }

  /// Submissions that left and of which no answer has come home.
  func onTheWire(_ body: (AttemptID, ModelName) -> Void) {
    for flight in flights where flight.life == life {
      guard case .submit(let attempt) = flight.exchange else { continue }
      if !api.predictions.contains(where: { $0.attempt == attempt }) {
        body(attempt, ModelName(String(flight.request.path.dropFirst("/api/v3/".count))))
      }
    }
  }

  func wasAccepted(_ sending: Sending) -> Bool { accepted.contains(sending) }

  /// Submissions of the same that have not yet come as far as the API.
  func onTheirWay(_ request: APIRequest) -> [Sending] {
    flights.compactMap { flight in
      guard case .submit(let attempt) = flight.exchange, flight.arrivesAt != nil,
        flight.request.path == request.path, flight.request.body == request.body
      else { return nil }
      return Sending(life: flight.sender, attempt: attempt)
    }
  }

  /// Lets arrive at the API what has come that far.
  func arrive() {
    while let place = flights.indices.filter({ isDue(flights[$0].arrivesAt) }).min(by: {
      (flights[$0].arrivesAt ?? .start) < (flights[$1].arrivesAt ?? .start)
    }) {
      let flight = flights[place]
      flights[place].arrivesAt = nil
      if clock.uptime <= flight.deadline {
        whenArriving(flight.exchange, flight.request, flight.sender)
      }
      let result = answer(flight)
      guard flight.answer == nil else { continue }
      var at = clock.uptime + flight.latency
      if flight.fate == .lateAnswer { at = flight.deadline + .milliseconds(-50) }
      flights[place].answer =
        at < flight.deadline
        ? (at, result) : (flight.deadline, .failed("timed out", mayHaveArrived: true))
    }
  }

  /// What has come home for the life that is; what has come for another is gone.
  func collect() -> [Answer] {
    var answers: [(Uptime, Answer)] = []
    flights.removeAll { flight in
      guard let answer = flight.answer, answer.at <= clock.uptime, flight.arrivesAt == nil
      else { return false }
      if flight.life == life {
        if case .submit(let attempt) = flight.exchange,
          let made = api.predictions.last(where: { $0.attempt == attempt && $0.life == life }),
          answer.result.names(made.id)
        {
          accepted.insert(Sending(life: life, attempt: attempt))
        }
        answers.append((answer.at, Answer(flight.exchange, sentAt: flight.sentAt, answer.result)))
      }
      return true
    }
    // A request that is answered by a timeout may still be on its way to the API.
    for place in flights.indices {
      guard let answer = flights[place].answer, answer.at <= clock.uptime else { continue }
      if flights[place].life == life {
        answers.append(
          (answer.at, Answer(flights[place].exchange, sentAt: flights[place].sentAt, answer.result))
        )
      }
      let late = flights[place]
      flights[place] = Flight(
        life: -1, sender: late.sender, request: late.request, exchange: late.exchange,
        sentAt: late.sentAt, arrivesAt: late.arrivesAt,
        fate: late.fate, answer: nil, deadline: late.deadline, latency: late.latency)
    }
    return answers.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private func isDue(_ moment: Uptime?) -> Bool { moment.map { $0 <= clock.uptime } ?? false }

  private func accountFate(_ dice: inout Dice, _ request: APIRequest) -> Fate? {
    switch api.account {
    case .keyRefused: .http401
    case .noCredit: dice.pick([.http402, .code1407])
    case .forbidden: request.path.hasSuffix("film/plain") ? .http403 : nil
    case .throttled: dice.pick([.http429, .http429Seconds, .http429Date, .http429Account])
    case .badGateway: dice.pick([.http502Page, .http502PageCreated])
    case .unreachable: .refusedConnection
    case .silence: dice.pick([.silence, .silenceCreated])
    case nil: nil
    }
  }

  private func otherFate(_ dice: inout Dice, _ exchange: Exchange) -> Fate? {
    switch api.account {
    case .unreachable: return .refusedConnection
    case .silence: return .silence
    case .keyRefused, .noCredit, .forbidden, .throttled, .badGateway, nil: break
    }
    if case .poll = exchange, api.pollTrouble == .reset { return .resetBeforeArrival }
    return nil
  }

  private func answer(_ flight: Flight) -> Answer.Result {
    guard case .submit(let attempt) = flight.exchange else {
      return .replied(api.answer(flight.request))
    }
    guard flight.fate?.creates ?? true else { return refusal(flight.fate) }
    let made = api.create(
      flight.request, for: attempt, by: flight.sender, endsAtOnce: flight.fate == .endsAtOnce)
    trace.say { "  api: \(made.id) created and charged for \(attempt), will end \(made.ending)" }
    return switch flight.fate {
    case .http500Created: .replied(api.reply(500, #"{"error":"internal"}"#))
    case .http502PageCreated: .replied(api.reply(502, "<html>502 Bad Gateway</html>"))
    case .noIDCreated: .replied(api.success(#"{"status":"created"}"#))
    case .envelopeErrorCreated: .replied(api.reply(200, #"{"code":5003,"message":"busy"}"#))
    case .garbageCreated: .replied(api.reply(200, "\u{0}{]"))
    case .resetCreated: .failed("connection reset", mayHaveArrived: true)
    default: .replied(api.success(made.json(at: clock.uptime)))
    }
  }

  private func refusal(_ fate: Fate?) -> Answer.Result {
    switch fate {
    case .http400: .replied(api.reply(400, #"{"code":400,"message":"bad parameter"}"#))
    case .http401: .replied(api.reply(401, #"{"code":401,"message":"Unauthorized"}"#))
    case .http402: .replied(api.reply(402, #"{"error":"payment required"}"#))
    case .code1407:
      .replied(api.reply(400, #"{"code":400,"data":{"code":1407,"error":"insufficient credits"}}"#))
    case .http403: .replied(api.reply(403, #"{"detail":"not for this key"}"#))
    case .http404: .replied(api.reply(404, #"{"msg":"no such model"}"#))
    case .http422: .replied(api.reply(422, #"{"detail":[{"msg":"wrong type"}]}"#))
    case .http429: .replied(api.reply(429, ""))
    case .http429Seconds:
      .replied(api.reply(429, #"{"message":"slow down"}"#, retryAfter: "7"))
    case .http429Date:
      .replied(
        api.reply(
          429, #"{"message":"slow down"}"#,
          retryAfter: (clock.serverWall + .seconds(20)).httpDate))
    case .http429Account:
      .replied(
        api.reply(429, #"{"message":"You have reached your concurrency limit"}"#, retryAfter: "3"))
    case .http500: .replied(api.reply(500, #"{"error":"internal"}"#))
    case .http502Page: .replied(api.reply(502, "<html>502 Bad Gateway</html>"))
    case .http307: .replied(api.reply(307, ""))
    case .noID: .replied(api.success(#"{"status":"created"}"#))
    case .envelopeError: .replied(api.reply(200, #"{"code":5003,"message":"busy"}"#))
    default: .replied(api.reply(200, "\u{0}{]"))
    }
  }
}

extension Exchange {
  var isSubmission: Bool { if case .submit = self { true } else { false } }
  var isPoll: Bool { if case .poll = self { true } else { false } }
}

extension Answer.Result {
  fileprivate func names(_ prediction: PredictionID) -> Bool {
    guard case .replied(let reply) = self else { return false }
    return reply.status == 200
      && String(decoding: reply.body, as: UTF8.self).contains(prediction.text)
  }
}
