import JSON
import Spool
import Store
import Terminal

// Data goes to stdout, words about it to stderr.

extension Session {
  var out: TextOutput { console.out }
  var err: TextOutput { console.err }

  /// Something worth knowing that was not asked for; `--quiet` leaves it out.
  func note(_ text: String) {
    if isQuiet { return }
    for line in hungLines("", text, width: err.width) { err.line(line) }
  }

  /// Something that may be a mistake, but was done all the same.
  func warn(_ text: String) {
    if !isQuiet { err.hang("warning: ", .yellow, text) }
  }

  /// One JSON document.
  func print(_ document: JSON) {
    out.line(document.pretty().harmlessJSON)
  }

  /// One of a stream of objects, on its line.
  func printLine(_ object: JSON.Object) {
    out.line(object.text.harmlessJSON)
  }

  /// Says when what was just written will wait, because nobody is there to act on it.
  func noteWhenNobodyServes() {
    guard DaemonLock.holder(of: location.path) == nil else { return }
    note("No daemon serves \(location.path): nothing is submitted until wavespoold runs.")
  }

  /// `4m ago`, `just now`, `in 2h`.
  func ago(_ time: Timestamp) -> String {
    now.since(time).wordsAgo
  }
}

extension Timestamp {
  /// `2026-04-01 12:34:56 UTC`: a moment for people, who do not plan by the millisecond.
  var words: String { sqlText.prefix(19) + " UTC" }
}
