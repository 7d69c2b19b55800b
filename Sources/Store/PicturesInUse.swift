import JSON
package import SQLite
package import Spool

/// Kept pictures that some jobs name, as far as a walk through the jobs has come.
package struct PicturesInUse: Equatable, Sendable {
  /// Their digests, in hexadecimal. What only looks like one may be among them.
  package var digests: Set<String> = []

  /// The last job that was read; nil when there was none left.
  package var last: JobID?
}

extension Store {
  /// All that jobs name, of what may be many jobs.
  package func allPicturesInUse() throws(SQLiteError) -> Set<String> {
    var digests: Set<String> = []
    var place: JobID? = JobID(0)
    while let next = place {
      let some = try picturesInUse(after: next, atMostBytes: 1 << 24)
      digests.formUnion(some.digests)
      place = some.last
    }
    return digests
  }

  /// Reads on behind a job, until so much input was read.
  package func picturesInUse(
    after job: JobID, atMostBytes limit: Int
  ) throws(SQLiteError) -> PicturesInUse {
    var found = PicturesInUse()
    var bytes = 0
    // Said and not left to SQLite: by what ANALYZE has seen once, it might read every job instead.
    try sql(
      """
      SELECT id, input FROM jobs INDEXED BY jobs_with_pictures
      WHERE id > :job AND (instr(input, 'media:') OR instr(input, '\\u00')) ORDER BY id
      """
    ).forEach(job) { row throws(SQLiteError) in
      let input = row.text(1)
      found.last = row.jobID(0)
      collectPictures(in: input, into: &found.digests)
      bytes += input.utf8.count + 100
      return bytes < limit
    }
    return found
  }
}

/// The digests of the kept pictures that an input names.
func picturesNamed(in input: String) -> Set<String> {
  var digests: Set<String> = []
  collectPictures(in: input, into: &digests)
  return digests
}

/// Digests that follow `media:`, and those that do once JSON's escapes are undone.
private func collectPictures(in input: String, into digests: inout Set<String>) {
  collectNames(in: input, into: &digests)
  guard input.utf8.contains(UInt8(ascii: "\\")), let json = try? JSON(parsing: input) else {
    return  // the schema lets nothing in that is no JSON
  }
  collectStrings(in: json, into: &digests)
}

private func collectStrings(in json: JSON, into digests: inout Set<String>) {
  switch json {
  case .string(let text): collectNames(in: text, into: &digests)
  case .array(let elements): for element in elements { collectStrings(in: element, into: &digests) }
  case .object(let object):
    for member in object.members { collectStrings(in: member.value, into: &digests) }
  case .null, .bool, .number: break
  }
}

private func collectNames(in text: String, into digests: inout Set<String>) {
  var rest = Array(text.utf8)[...]
  while let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
    let name = rest[(colon + 1)...].prefix(64)
    let isNamed = rest[..<colon].suffix(5).elementsEqual("media".utf8)
    rest = rest[(colon + 1)...]
    if isNamed, name.count == 64 { digests.insert(String(decoding: name, as: UTF8.self)) }
  }
}
