/// How the simulator was asked to behave.
struct Options {
  var port: UInt16 = 0
  var portFile: String?
  var key: String?
  var latency = Latency.uniform(1_000_000_000, 3_000_000_000)
  var clockSkew: Int64 = 0
  var seed: UInt64?
  var rules: [Rule] = []
  var maxInFlight: Int?
  var perMinute: Int?

  /// In micro-dollars; nil when money is no object.
  var balance: Int64?

  /// HTTP 402 instead of HTTP 400 with code 1407.
  var refusesCreditWith402 = false
  var refundDelay: Int64 = 0
  var historyDelay: Int64 = 0
  var historyInputs = HistoryInputs.asked
  var isStrict = false
  var outputBytes = 24 << 10
  var logLength = 1000

  enum HistoryInputs: String {
    case never, asked, always
  }
}
