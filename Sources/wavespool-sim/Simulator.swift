import JSON

/// The whole of the pretended service: what it knows, and who answers what.
///
/// Each endpoint is a file of its own that extends this type. One thread, no lock.
final class Simulator {
  let options: Options
  let address: String
  var clock: Clock
  var dice: Dice
  var ledger: Ledger
  var rules: [Rule]
  var uploads = Uploads()
  var log: RequestLog

  /// How often a model was asked with the same markers.
  var tries: [[String]: Int] = [:]
  private let seed: UInt64
  private var resets: UInt64 = 0
  private var date = (second: Int64.min, text: "")

  init(options: Options, port: UInt16) {
    self.options = options
    address = "http://127.0.0.1:\(port)"
    clock = Clock(skew: options.clockSkew)
    seed = options.seed ?? UInt64.random(in: .min ... .max)
    dice = Dice(seed: seed)
    ledger = Ledger(seed: seed, refundDelay: options.refundDelay)
    rules = options.rules
    log = RequestLog(length: options.logLength)
  }

  func answer(_ request: Request) -> Reply {
    let now = clock.now
    let route = Route(method: request.method, path: request.path)
    var reply = answer(request, route, at: now)
    if date.second != now / 1_000_000_000 {
      date = (now / 1_000_000_000, clock.httpDate(now))
    }
    reply.headers.append(("Date", date.text))
    if case .control = route { return reply }
    log.add(
      RequestLog.Entry(
        moment: now, method: request.method, path: request.path, bytes: request.body.count,
        status: reply.status, delivery: reply.delivery, delay: reply.delay))
    return reply
  }

  /// Predictions, charges, counts and the log are forgotten; rules stay and count anew. Names
  /// given out before are never found again.
  func reset() {
    resets += 1
    let seed = seed &+ resets
    dice = Dice(seed: seed)
    ledger = Ledger(seed: seed, refundDelay: options.refundDelay)
    uploads = Uploads()
    tries = [:]
    log = RequestLog(length: options.logLength)
    for index in rules.indices { rules[index].forgetCounts() }
  }

  /// The effect of the first rule that fires. The others count the request all the same, so that
  /// `nth=3` means the third request whatever stands before it.
  func effect(on occasion: @autoclosure () -> Occasion) -> Effect? {
    guard !rules.isEmpty else { return nil }
    let occasion = occasion()
    var chosen: Effect?
    for index in rules.indices where rules[index].matches(occasion) && chosen == nil {
      if case .effect(let effect) = rules[index].action,
        rules[index].fires(on: occasion, dice: &dice)
      {
        chosen = effect
      }
    }
    return chosen
  }

  func applied(_ effect: Effect?, to reply: Reply?, of request: Request) -> Reply {
    guard let effect else { return reply ?? Reply.refusal(500, reason(500)) }
    return effect.applied(to: reply, of: request, clock: &clock, dice: &dice)
  }

  private func answer(_ request: Request, _ route: Route, at now: Int64) -> Reply {
    if route.needsKey, let refusal = keyRefusal(request) { return refusal }
    switch route {
    case .submit(let version, let model): return submit(request, version, model, at: now)
    case .poll(let version, let name): return poll(request, version, name, at: now)
    case .output(let name, let file): return output(request, name, file, at: now)
    case .history: return faulty(request, route) { history(request, at: now) }
    case .billing: return faulty(request, route) { billing(request, at: now) }
    case .balance: return faulty(request, route) { balance(at: now) }
    case .price: return faulty(request, route) { price(request) }
    case .models: return faulty(request, route) { models() }
    case .uploadTicket: return faulty(request, route) { ticket(request, at: now) }
    case .uploadBytes(let name): return faulty(request, route) { receive(request, name, at: now) }
    case .uploadForm: return faulty(request, route) { receiveForm(request) }
    case .download(let name): return download(request, name)
    case .control(let word): return control(request, word, at: now)
    case .nowhere: return .refusal(404, "no such page: \(request.method) \(request.path)")
    }
  }

  private func keyRefusal(_ request: Request) -> Reply? {
    guard let key = request.key else { return .refusal(401, "Unauthorized: no API key") }
    guard options.key.map({ $0 == key }) ?? true else {
      return .refusal(401, "Unauthorized: invalid API key")
    }
    return nil
  }

  /// Nothing of these requests lasts, so an error answer simply takes the good one's place.
  private func faulty(_ request: Request, _ route: Route, _ answer: () -> Reply) -> Reply {
    guard let scope = route.scope,
      let effect = effect(on: Occasion(scope: scope, body: request.body[...]))
    else { return answer() }
    return applied(effect, to: effect.answer == nil ? answer() : nil, of: request)
  }
}
