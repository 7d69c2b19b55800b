import Daemon
import SQLite
import Spool
import Store
import TestSupport

// Outputs as jobs bring them, and what becomes of them.

extension Rehearsal {
  /// Queues a job and lets it complete with one output.
  @discardableResult
  func complete(
    flag: Bool? = nil, with output: String = "https://cdn.test/a.mp4",
    at wait: Duration = .seconds(30)
  ) throws -> JobID {
    let attempt = try submitted()
    let prediction = "p\(attempt.job)"
    answer(.submit(attempt), accepted(prediction))
    let flags = flag.map { #","has_nsfw_contents":[\#($0)]"# } ?? ""
    answer(
      .poll(attempt),
      predicted(prediction, "completed", #","outputs":["\#(output)"]\#(flags)"#))
    run(for: wait)
    return attempt.job
  }

  /// `status|bytes|sha256|content_type|error` of a job's output.
  func output(_ job: JobID) throws -> String {
    try shell.text(
      """
      SELECT status || '|' || coalesce(bytes, '') || '|' || coalesce(sha256, '') || '|'
        || coalesce(content_type, '') || '|' || coalesce(error, '') FROM outputs WHERE job_id = ?1
      """, job) ?? "no row"
  }
}

/// A whole film of so many bytes.
func aFilm(_ count: Int, of byte: UInt8 = 7) -> [UInt8] {
  let beginning =
    filmBox("ftyp", Array("isom".utf8) + [0, 0, 2, 0]) + filmBox("moov", [0, 0, 0, 0])
  let data = [UInt8](repeating: byte, count: count - beginning.count - 8)
  return beginning + filmBox("mdat", data)
}

private func filmBox(_ name: String, _ content: [UInt8]) -> [UInt8] {
  let length = UInt32(content.count + 8)
  return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } + Array(name.utf8) + content
}

/// What a server says that sends all of it.
func whole(_ bytes: [UInt8], tag: String = "\"a\"") -> Fetched {
  var fetched = Fetched(status: 200)
  fetched.contentLength = bytes.count
  fetched.tag = tag
  return fetched
}
