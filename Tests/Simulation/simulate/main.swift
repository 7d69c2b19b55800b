import Glibc
import SimulatedWorld

// Lives through one history a seed, and stops at the first that breaks a promise:
//
//     simulate --from 1 --seeds 1000     many
//     simulate --seed 17 --verbose       one, with all that happens
//     simulate --for 60                  new ones, for so many seconds
//     simulate --keep-going …            all of them, naming each that breaks one

var first: UInt64?
var count: UInt64 = 1000
var patience: Duration?
var isVerbose = false
var shrinks = true
var keepsGoing = false
var broken: [UInt64] = []
var arguments = Array(CommandLine.arguments.dropFirst())

@MainActor func value(of flag: String) -> UInt64 {
  guard !arguments.isEmpty, let number = UInt64(arguments.removeFirst()) else {
    print("\(flag) takes a number")
    exit(2)
  }
  return number
}

while !arguments.isEmpty {
  let flag = arguments.removeFirst()
  switch flag {
  case "--from": first = value(of: flag)
  case "--seeds": count = value(of: flag)
  case "--seed":
    first = value(of: flag)
    count = 1
  case "--for":
    patience = .seconds(Int(clamping: value(of: flag)))
    count = .max >> 1
  case "--verbose": isVerbose = true
  case "--no-shrinking": shrinks = false
  case "--keep-going": keepsGoing = true
  default:
    print(
      "simulate [--from N] [--seeds N] [--for SECONDS] [--seed N] [--verbose] [--no-shrinking]"
        + " [--keep-going]")
    exit(2)
  }
}

Simulation.beQuick()
let simulation = try Simulation(name: "simulated")
let clock = ContinuousClock()
let start = clock.now
var total = Machine.Tally()
var lived: UInt64 = 0
// The same histories again, or for so many seconds new ones.
let beginning = first ?? (patience == nil ? 1 : .random(in: 1...1_000_000_000_000))
if patience != nil { print("beginning with seed \(beginning)") }
for seed in beginning..<(beginning + count) {
  if let patience, start.duration(to: clock.now) > patience { break }
  lived += 1
  if lived.isMultiple(of: 10_000) {
    print("\(lived) histories so far")
    fflush(nil)  // a run of hours is looked at before its end
  }
  let outcome = simulation.live(History(seed: seed), tracing: isVerbose)
  if isVerbose { for line in outcome.trace { print(line) } }
  total.add(outcome.tally)
  guard let violation = outcome.broken else { continue }
  print("seed \(seed) breaks a promise: \(violation.words)")
  fflush(nil)
  broken.append(seed)
  if keepsGoing { continue }
  if shrinks {
    let smallest = simulation.shrink(outcome.history)
    let again = simulation.live(smallest, tracing: true)
    print("\nThe smallest history that still breaks has \(smallest.parts.count) parts:")
    for part in smallest.parts { print("  \(part.words)") }
    print("\nWhat happens in it:")
    for line in again.trace { print(line) }
  }
  print("\nseed \(seed), the \(lived). of \(count)")
  exit(1)
}
let took = start.duration(to: clock.now)
let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
let verdict = broken.isEmpty ? "no promise broken" : "\(broken.count) break a promise"
print(
  "\(lived) histories in \(Int(seconds)) s, \(Int(Double(lived) / max(seconds, 0.001))) a second: "
    + "\(total.submissions) submissions, \(total.charges) charges, \(total.turns) turns, "
    + "\(total.lives) lives, \(total.deaths) deaths, \(total.powerCuts) power cuts; \(verdict)"
)
if !broken.isEmpty { exit(1) }
