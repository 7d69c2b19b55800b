import JSON
import SQLite
import Spool
import Store
import Terminal

extension Session {
  /// One job on a page of its own: what `explain` says, what it was given, what came of it.
  func detailLines(of id: JobID, width: Int) throws(CommandFailure) -> [String] {
    let now = now
    let found = try reading { store throws(SQLiteError) in
      guard let situation = try store.situation(of: id, at: now) else { return nil as Found? }
      return (situation, try store.newestEvents(of: id, atMost: 1000))
    }
    guard let (situation, events) = found else { return ["Job \(id) is no more."] }
    let explanation = try explanation(of: situation, at: now)
    let job = situation.job
    var lines = ["Job \(id)  \(job.status.words)", "\(job.model.text.visible)", ""]
    for sentence in explanation.sentences { lines += hungLines("", sentence, width: width) }
    lines += ["", "Input"]
    for member in JSON.stored(job.input).object?.members ?? [] {
      lines += hungLines(
        "  \(member.key.visible): ", member.value.string ?? member.value.text, width: width)
    }
    if !situation.outputs.isEmpty { lines += ["", "Outputs"] }
    for output in situation.outputs {
      lines += hungLines("  \(output.status)  ", output.path ?? output.url, width: width)
    }
    lines += ["", "Events"]
    for event in events {
      lines += hungLines("  \(event.at.sqlText.prefix(19))  ", event.words, width: width)
    }
    return lines.map { $0.fitted(to: width) }
  }

  private typealias Found = (situation: Situation, events: [EventRow])
}
