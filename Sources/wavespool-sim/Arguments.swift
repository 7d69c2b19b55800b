extension Options {
  static let help = """
    usage: wavespool-sim [--port N] [option …]

    A local WaveSpeedAI that charges nothing: both API versions, real output files, faults on
    request. It prints where it listens, on the loopback address, and runs until it is stopped.

      --port N              port to listen on; 0, the default, takes any that is free
      --port-file PATH      write the port there once it listens
      --key KEY             accept this key only; any is accepted otherwise
      --latency TIME        50ms, 1s..3s (the default) or lognormal:10s,0.5
      --fault RULE          as in "submit nth=3: 500-after"; may be given again
      --seed N              repeat a run: ids, latencies and chances
      --max-in-flight N     answer 429 beyond so many at once
      --per-minute N        answer 429 beyond so many submissions in 60 s
      --balance USD         refuse submissions when it is spent
      --credit-refusal 402  refuse them with HTTP 402 instead of 400 and code 1407
      --refund-delay TIME   how long after a failure the money comes back
      --history-delay TIME  how long a prediction is missing from the history
      --history-inputs W    never, asked (the default) or always
      --clock-skew TIME     a wrong clock: 90s is fast, -90s is slow
      --output-size BYTES   size of a film (24576)
      --strict              refuse unknown models, wrong versions, missing inputs
      --log-length N        how many requests /sim/requests remembers (1000)
      --help                show this

    docs/simulator.md has the rules of faults and everything that a job can ask for itself.
    """

  /// - Returns: nil when only help was asked for.
  static func read(_ arguments: [String]) throws(SpecError) -> Options? {
    var options = Options()
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--help" || argument == "-h" { return nil }
      if argument == "--strict" {
        options.isStrict = true
        continue
      }
      guard argument.hasPrefix("--") else {
        throw SpecError("unexpected argument '\(argument)'; see --help")
      }
      let (name, inlined) = nameAndValue(argument.dropFirst(2))
      guard let value = inlined ?? rest.popFirst() else {
        throw SpecError("--\(name) needs a value; see --help")
      }
      guard try options.take(name, value) else {
        throw SpecError("--\(name) \(value): no such option or value; see --help")
      }
    }
    return options
  }

  private mutating func take(_ name: String, _ value: String) throws(SpecError) -> Bool {
    switch name {
    case "port": return set(\.port, UInt16(value))
    case "port-file": return set(\.portFile, value)
    case "key": return set(\.key, value)
    case "latency": return set(\.latency, Latency(value))
    case "seed": return set(\.seed, UInt64(value))
    case "max-in-flight": return set(\.maxInFlight, Int(value))
    case "per-minute": return set(\.perMinute, Int(value))
    case "balance":
      return set(\.balance, Double(value).flatMap { Int64(exactly: ($0 * 1e6).rounded()) })
    case "credit-refusal": return set(\.refusesCreditWith402, value == "402")
    case "refund-delay": return set(\.refundDelay, nanoseconds(value))
    case "history-delay": return set(\.historyDelay, nanoseconds(value))
    case "history-inputs": return set(\.historyInputs, HistoryInputs(rawValue: value))
    case "clock-skew": return set(\.clockSkew, nanoseconds(value))
    case "output-size": return set(\.outputBytes, Int(value))
    case "log-length": return set(\.logLength, Int(value))
    case "fault":
      rules.append(try Rule(value))
      return true
    default: return false
    }
  }

  private mutating func set<Value>(
    _ place: WritableKeyPath<Options, Value>, _ value: Value?
  ) -> Bool {
    guard let value else { return false }
    self[keyPath: place] = value
    return true
  }
}
