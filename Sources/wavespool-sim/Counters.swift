/// How hard the server was used.
struct Counters {
  var postsSeen = 0
  var pollsSeen = 0
  var fetches = 0

  /// Requests for outputs that carried an API key: a client must never send it there.
  var keysAtOutputs = 0

  /// Accepted submissions whose body had been accepted before.
  var duplicates = 0
  var refundsPaid = 0
  var posts = SlidingCount(seconds: 60)
  var accepts = SlidingCount(seconds: 60)
  var polls = SlidingCount(seconds: 1)
  var inFlight = InFlight()

  struct InFlight {
    private(set) var now = 0
    private(set) var most = 0
    private var models: [(now: Int, most: Int)] = []

    mutating func enter(model: Int32) {
      while models.count <= Int(model) { models.append((0, 0)) }
      now += 1
      most = max(most, now)
      models[Int(model)].now += 1
      models[Int(model)].most = max(models[Int(model)].most, models[Int(model)].now)
    }

    mutating func leave(model: Int32) {
      now -= 1
      models[Int(model)].now -= 1
    }

    func now(model: Int32) -> Int { models[Int(model)].now }
    func most(model: Int32) -> Int { models[Int(model)].most }
  }
}
