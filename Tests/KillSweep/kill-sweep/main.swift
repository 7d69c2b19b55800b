import Daemon
import Glibc
import KillSweep

// Kills a real daemon at every step of its life and at random moments, and starts it again:
//
//     kill-sweep --seed 1 --kills 500
//
// The same seed has the same plan of kills; which of a hundred threads runs first is nobody's plan.

var seed: UInt64 = 1
var kills = 500
var arguments = CommandLine.arguments.dropFirst()
while let flag = arguments.popFirst() {
  switch (flag, arguments.popFirst().flatMap { UInt64($0) }) {
  case ("--seed", let number?): seed = number
  case ("--kills", let number?) where number > 0: kills = Int(number)
  default:
    print("kill-sweep [--seed N] [--kills N]")
    exit(2)
  }
}

// One line that moves, where somebody is looking; else a line now and then.
let isWatched = isatty(STDOUT_FILENO) == 1

/// A function and not the file's own lines: what it holds, simulator and folder, ends with it.
@MainActor func run() throws -> Int32 {
  var sweep = try Sweep(seed: seed, kills: kills)
  do {
    try sweep.run { tally in
      let words = "\(tally.kills) of \(kills) kills, \(tally.jobs) jobs, \(tally.charges) charges"
      if isWatched {
        print("\r\(words)", terminator: "")
      } else if tally.kills % 100 == 0 {
        print(words)
      }
      fflush(nil)  // every stream: naming one is unsafe in Swift's eyes
    }
  } catch {
    print("\(isWatched ? "\n" : "")\(error)\nseed \(seed), \(kills) kills")
    return 1
  }
  let tally = sweep.tally
  let named = tally.steps.values.reduce(0, +)
  print(
    "\(isWatched ? "\n" : "")\(tally.kills) kills: \(named) at \(tally.steps.count) of "
      + "\(Step.allCases.count) named steps, \(tally.kills - named) at any moment "
      + "(\(tally.missed) of them because the step did not come); \(tally.jobs) jobs, "
      + "\(tally.charges) charges, \(tally.settledByPerson) settled by a person; no promise broken")
  return 0
}

exit(try run())
