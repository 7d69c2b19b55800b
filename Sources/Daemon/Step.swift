import Glibc
import Synchronization
import Terminal

/// The steps of the daemon's life, each with a word for the moment at which it is reached. Between
/// any two of them the power may fail, and that must cost nothing.
///
/// `make kill-sweep` kills a real daemon at each of them. Adding a step? It is enough to say where it
/// is reached: the sweep takes all there are.
package enum Step: String, CaseIterable, Sendable {
  /// The lock is held, the database not yet opened.
  case locked

  /// The next epoch is committed; the lock file does not know.
  case begun
  case remembered

  /// What an earlier life left is decided upon, not yet committed.
  case inheriting

  /// All is taken over; no turn was taken.
  case inherited

  /// A wait has ended.
  case waited

  /// The answer to a submission is in memory alone.
  case answered

  /// News of a prediction, or of a lost one, is in memory alone.
  case reported
  case looked

  /// Answers are taken in, nothing is written.
  case observed

  /// One claim is written, others may follow in the same transaction.
  case claimed

  /// All is written, nothing committed.
  case decided

  /// Committed, and nothing done about it.
  case committed

  /// The lock file knows of the claims; no submission has left.
  case noted

  /// Before and after one submission is handed to the network.
  case sending
  case sent

  /// All that was committed is done, and the polls that were due are on their way.
  case acted
  case polled

  /// An output is fetched, has its last name, is known to be saved.
  case fetched
  case finished
  case saved
}

extension Step {
  /// Where a test build that was told so dies, as by `kill -9`: `WAVESPOOL_DIE_AT=sent:3` at the
  /// third submission that has left. Nothing at all in a release build.
  @inline(__always)
  func reached() {
    #if DEBUG
      guard let death, death.step == self,
        death.passages.wrappingAdd(1, ordering: .relaxed).newValue == death.passage
      else { return }
      kill(getpid(), SIGKILL)
    #endif
  }
}

#if DEBUG
  private final class Death: Sendable {
    let step: Step
    let passage: Int

    /// Files are finished on a thread of their own.
    let passages = Atomic(0)

    init?(_ words: String) {
      let parts = words.split(separator: ":")
      guard let word = parts.first, let step = Step(rawValue: String(word)) else { return nil }
      self.step = step
      passage = parts.count > 1 ? Int(parts[1]) ?? 1 : 1
    }
  }

  private let death = processEnvironment()["WAVESPOOL_DIE_AT"].flatMap { Death($0) }
#endif
