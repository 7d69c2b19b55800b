/// What really happened, whatever the clients were told: every accepted submission, its charge,
/// its refund, and how hard the server was used. It is the witness that tests believe.
struct Ledger {
  private(set) var predictions: [Prediction] = []
  private(set) var names: PredictionNames
  private(set) var refunds: [Refund] = []
  private(set) var counters = Counters()
  private(set) var scripts: [PredictionIndex: JobScript] = [:]
  private var bodies = ByteStore()
  private var submissions: [UInt64: Submissions] = [:]
  private var models = Interned<String>()
  private var fates = Interned<Fate>()
  private var running = Heap<PredictionIndex>()
  private var charged: Int64 = 0
  private var refunded: Int64 = 0
  private let refundDelay: Int64

  struct Refund {
    let prediction: PredictionIndex
    let moment: Int64
  }

  /// How often the very same body came for the same model, and how often it was accepted.
  struct Submissions {
    var posted: UInt32 = 0
    var accepted: UInt32 = 0
    var first: PredictionIndex?
  }

  init(seed: UInt64, refundDelay: Int64) {
    names = PredictionNames(seed: seed)
    self.refundDelay = refundDelay
  }

  var spent: Int64 { charged - refunded }
  var totals: (charged: Int64, refunded: Int64) { (charged, refunded) }

  func model(of prediction: Prediction) -> String { models[prediction.model] }
  func fate(of prediction: Prediction) -> Fate { fates[prediction.fate] }
  func body(of prediction: Prediction) -> ArraySlice<UInt8> { bodies.bytes(prediction.body) }
  func submissions(of prediction: Prediction) -> Submissions {
    submissions[prediction.bodyHash] ?? Submissions()
  }

  /// Bodies that were accepted more than once, each by its first prediction.
  var duplicates: [(first: PredictionIndex, submissions: Submissions)] {
    submissions.values.compactMap { same in
      same.accepted > 1 ? same.first.map { ($0, same) } : nil
    }.sorted { $0.first < $1.first }
  }

  /// A submission has arrived, whatever becomes of it.
  /// - Returns: how often the very same one has come, this time included.
  mutating func posted(_ hash: UInt64, at now: Int64) -> Int {
    settle(at: now)
    counters.posts.add(at: now)
    counters.postsSeen += 1
    submissions[hash, default: Submissions()].posted += 1
    return Int(submissions[hash]?.posted ?? 1)
  }

  mutating func polled(_ index: PredictionIndex?, at now: Int64) {
    counters.polls.add(at: now)
    counters.pollsSeen += 1
    if let index { predictions[index].polls += 1 }
  }

  mutating func fetched(_ index: PredictionIndex, withKey: Bool) {
    predictions[index].fetches += 1
    counters.fetches += 1
    if withKey { counters.keysAtOutputs += 1 }
  }

  mutating func allowsMinute(_ most: Int, at now: Int64) -> Bool {
    counters.accepts.count(at: now) < most
  }

  /// Accepts and charges.
  mutating func accept(_ order: Order, at now: Int64) -> PredictionIndex {
    let index = predictions.count
    let model = models.place(of: order.model)
    let finishesAt = order.fate.ending == .stuck ? nil : now + order.latency
    predictions.append(
      Prediction(
        createdAt: now, finishesAt: finishesAt, body: bodies.keep(order.body),
        bodyHash: order.hash, price: order.price, model: model,
        fate: fates.place(of: order.fate), version: order.version))
    scripts[index] = order.script.flatMap { $0.faults.isEmpty ? nil : $0 }
    charged += order.price
    counters.accepts.add(at: now)
    var same = submissions[order.hash] ?? Submissions()
    same.accepted += 1
    same.first = same.first ?? index
    if same.accepted > 1 { counters.duplicates += 1 }
    submissions[order.hash] = same
    counters.inFlight.enter(model: model)
    if let finishesAt { running.insert(index, at: finishesAt) }
    return index
  }

  struct Order {
    let model: String
    let version: UInt8
    let body: [UInt8]
    let hash: UInt64
    let price: Int64
    let latency: Int64
    let fate: Fate
    let script: JobScript?
  }

  /// Ends what has come to its end, and pays back.
  mutating func settle(at now: Int64) {
    while let (moment, index) = running.removeDue(at: now) {
      let prediction = predictions[index]
      counters.inFlight.leave(model: prediction.model)
      if fates[prediction.fate].ending.isRefunded {
        refunds.append(Refund(prediction: index, moment: moment + refundDelay))
      }
    }
    while counters.refundsPaid < refunds.count, refunds[counters.refundsPaid].moment <= now {
      refunded += predictions[refunds[counters.refundsPaid].prediction].price
      counters.refundsPaid += 1
    }
  }

  func isRefunded(_ index: PredictionIndex, at now: Int64) -> Bool {
    let prediction = predictions[index]
    guard let finishesAt = prediction.finishesAt else { return false }
    return fates[prediction.fate].ending.isRefunded && finishesAt + refundDelay <= now
  }

  func inFlight(model: String) -> Int {
    models.find(model).map { counters.inFlight.now(model: $0) } ?? 0
  }

  var mostInFlightByModel: [(model: String, most: Int)] {
    models.all.enumerated().map { ($1, counters.inFlight.most(model: Int32($0))) }
  }
}
