package import Daemon
import TestSupport

/// What happens to one life of the daemon: what it finds to do, and where it is killed.
package struct Life: Sendable {
  package let newJobs: [NewJob]
  package let kill: Kill

  package enum Kill: Sendable, CustomStringConvertible {
    /// By its own hand, at this passage of a step.
    case step(Step, passage: Int)

    /// From outside, so long after its start.
    case moment(Duration)

    package var description: String {
      switch self {
      case .step(let step, let passage): "at \(step.rawValue):\(passage)"
      case .moment(let duration): "after \(duration)"
      }
    }
  }
}

/// A job to be queued.
package struct NewJob: Sendable {
  let model: String

  /// No two jobs of a sweep have the same input, so a charge says whose it is.
  let input: String
}

/// All lives of a sweep. The same seed has the same plan.
package struct Plan: Sendable {
  package let lives: [Life]

  /// Each step is as likely as any other, and every second kill comes at any moment at all.
  package init(seed: UInt64, kills: Int) {
    var dice = Dice(seed: seed)
    var steps: [Step] = []
    var jobs = 0
    lives = (0..<kills).map { number in
      let newJobs = (0..<(number == 0 ? 4 : Int.random(in: 0..<4, using: &dice))).map { _ in
        jobs += 1
        return NewJob(number: jobs, seed: seed, &dice)
      }
      // Whatever their number: in a short sweep each step comes once before any moment does.
      let isNamed = kills < 2 * Step.allCases.count ? number < Step.allCases.count : number % 2 == 0
      guard isNamed else {
        return Life(
          newJobs: newJobs, kill: .moment(.milliseconds(Int.random(in: 40..<1540, using: &dice))))
      }
      if steps.isEmpty { steps = Step.allCases }
      let step = steps.remove(at: Int.random(in: 0..<steps.count, using: &dice))
      return Life(
        newJobs: newJobs,
        kill: .step(step, passage: Int.random(in: 1...step.mostPassages, using: &dice)))
    }
  }
}

extension Step {
  /// How often it is certain enough to be reached in a short life.
  fileprivate var mostPassages: Int {
    switch self {
    case .locked, .begun, .remembered, .inheriting, .inherited, .looked: 1
    case .answered, .reported, .claimed, .noted, .sending, .sent, .fetched, .finished, .saved: 2
    case .observed, .decided, .committed, .acted, .polled: 4
    case .waited: 12
    }
  }
}

extension NewJob {
  /// Now and then its first prediction fails, so that another one is authorised and paid for; every
  /// fourth film comes inside the answer.
  fileprivate init(number: Int, seed: UInt64, _ dice: inout Dice) {
    let models = [
      "wavespeed-ai/veo2-i2v", "vidu/image-to-video-2.0", "wavespeed-ai/open-video/image-to-video",
    ]
    model = dice.pick(models)
    let fate = Int.random(in: 0..<20, using: &dice) == 0 ? " [sim:fail=5000 broken][sim:once]" : ""
    let form = number % 4 == 0 ? " [sim:outputs=inline]" : ""
    let prompt = "job \(number) of seed \(seed)\(fate)\(form)"
    input = #"{"image":"https://example.com/a.png","prompt":"\#(prompt)"}"#
  }
}
