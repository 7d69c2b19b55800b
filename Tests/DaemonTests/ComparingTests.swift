import Daemon
import SQLite
import Spool
import Store
import Testing
import WaveSpeed

@Suite struct `A restored database that is compared with the API's history` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.network.isScripted = { if case .comparison = $0 { true } else { false } }
  }

  /// A job waits, the database lies behind, and the history shows these pages.
  private func compare(with pages: [[String]]) throws {
    try rehearsal.sql("INSERT INTO pauses (scope, reason) VALUES ('', 'behind')")
    try rehearsal.insert()
    var page = 0
    rehearsal.network.script = { sent in
      guard case .comparison = sent.exchange else { return nil }
      let items = pages[min(page, pages.count - 1)].joined(separator: ",")
      page += 1
      return (replied(200, #"{"data":{"page":\#(page),"items":[\#(items)]}}"#), .milliseconds(5))
    }
    try rehearsal.restart()
    rehearsal.run(for: .seconds(10))
  }

  private func expectAPersonIsWaitedFor(_ words: String) throws {
    #expect(rehearsal.network.submissions.isEmpty)
    let detail = try rehearsal.shell.text("SELECT detail FROM pauses WHERE reason = 'behind'")
    #expect(detail?.contains(words) == true, "\(detail ?? "no pause")")
  }

  @Test func `goes on when the history shows nothing that it does not know`() throws {
    try compare(with: [[]])

    #expect(rehearsal.network.submissions.count == 1)
    #expect(try rehearsal.pauses().isEmpty)
  }

  @Test func `waits for a person where a prediction is shown without its model`() throws {
    try compare(with: [[#"{"id":"p1","status":"completed"}"#]])

    try expectAPersonIsWaitedFor("belong to no job here (table orphans): 1")
    #expect(try rehearsal.shell.text("SELECT prediction_id FROM orphans") == "p1")
  }

  @Test func `waits for a person where an entry names no prediction`() throws {
    try compare(with: [[#"{"model":"wavespeed/kissing-pro","status":"completed"}"#]])

    try expectAPersonIsWaitedFor("entries that name no prediction: 1")
  }

  @Test func `waits for a person where the history is longer than what is read of it`() throws {
    let known = try rehearsal.running("p1")
    let one = #"{"id":"p1","model":"wavespeed/kissing-pro"}"#
    try compare(with: [Array(repeating: one, count: 100)])

    #expect(rehearsal.network.submissions == [known])
    let detail = try rehearsal.shell.text("SELECT detail FROM pauses WHERE reason = 'behind'")
    #expect(detail?.contains("was not read") == true)
  }

  @Test func `counts one that is listed on two pages once`() throws {
    let strangers = (1...100).map { #"{"id":"p\#($0)","model":"wavespeed/kissing-pro"}"# }
    try compare(with: [strangers, [strangers[99]]])

    try expectAPersonIsWaitedFor("(table orphans): 100;")
  }

  @Test func `has not to be told twice what belongs to nobody`() throws {
    try rehearsal.sql("INSERT INTO orphans (prediction_id, model) VALUES ('p1', 'a/b')")
    try compare(with: [[#"{"id":"p1","model":"a/b","status":"completed"}"#]])

    #expect(rehearsal.network.submissions.count == 1)
  }
}
