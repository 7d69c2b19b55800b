import Spool

/// What happened, in the order in which it did: empty unless somebody wants to read it.
// SAFETY: a history is lived through by one thread, the daemon's log lines included.
package final class Trace: @unchecked Sendable {
  package private(set) var lines: [String] = []
  let isWanted: Bool
  var clock: MachineClock?

  init(isWanted: Bool) {
    self.isWanted = isWanted
  }

  func say(_ words: () -> String) {
    guard isWanted else { return }
    let elapsed = clock.map { $0.uptime.nanoseconds / 1000 - 1_000_000_000 } ?? 0
    let milliseconds = String(elapsed / 1000)
    let padded = String(repeating: " ", count: max(0, 9 - milliseconds.utf8.count)) + milliseconds
    lines.append("\(padded).\(threeDigits(elapsed % 1000)) \(printable(words()))")
  }

  /// The API answers with anything.
  private func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 ? "·" : $0 }))
  }

  private func threeDigits(_ number: Int64) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 3 - text.utf8.count)) + text
  }
}
