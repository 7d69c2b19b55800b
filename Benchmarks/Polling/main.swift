import Spool

// Polls per job against lag: our bets, fixed intervals, doubling. "same polls" is the fixed interval
// that asks as often as the bets do.

func column(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

func fixed(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let cents = hundredths % 100
  return "\(hundredths / 100).\(cents < 10 ? "0" : "")\(cents)"
}

func show(_ name: String, _ result: Replay.Result) {
  print(
    "  " + name + String(repeating: " ", count: max(0, 14 - name.count))
      + column(fixed(result.pollsPerJob), 12) + column(fixed(result.meanLag), 12)
      + column(fixed(result.p99Lag), 12))
}

func replay(
  _ durations: Durations, _ strategy: Strategy, inFlight: Int = 10
) -> Replay.Result {
  Replay(
    durations: durations, strategy: strategy, jobs: 4000, inFlight: inFlight, policy: .standard
  ).run()
}

/// The fixed interval that needs as many polls a job, found by halving.
func asDear(as polls: Double, _ durations: Durations) -> (Double, Replay.Result) {
  var low = 0.1
  var high = 1000.0
  for _ in 0..<30 {
    let middle = (low * high).squareRoot()
    if replay(durations, .every(middle)).pollsPerJob > polls { low = middle } else { high = middle }
  }
  return (high, replay(durations, .every(high)))
}

print("                 polls/job    mean lag     p99 lag   (seconds)")
for durations in Durations.all {
  print(durations.name)
  let ours = replay(durations, .bets)
  show("bets", ours)
  let (interval, same) = asDear(as: ours.pollsPerJob, durations)
  show("every \(fixed(interval)) s", same)
  for seconds in [1.0, 2, 5] { show("every \(Int(seconds)) s", replay(durations, .every(seconds))) }
  show("doubling", replay(durations, .doubling))
  print("  lag at equal polls: \(fixed(ours.meanLag / same.meanLag)) of the fixed interval's")
}

// More in flight than a poll a second could follow: the limit makes a fixed second longer.
print("\na hundred in flight, ten polls a second")
for durations in Durations.all {
  print(durations.name)
  let ours = replay(durations, .bets, inFlight: 100)
  let second = replay(durations, .every(1), inFlight: 100)
  show("bets", ours)
  show("every 1 s", second)
  print(
    "  polls: \(fixed(ours.pollsPerJob / second.pollsPerJob)) of the fixed second's, "
      + "lag: \(fixed(ours.meanLag / second.meanLag))")
}
