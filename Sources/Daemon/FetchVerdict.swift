/// What follows from a reply to a request for an output.
package enum FetchVerdict: Equatable, Sendable {
  /// All of it is in the file.
  case whole

  /// It is elsewhere.
  case moved(to: String)

  /// Ask again: for the rest, where a part can be continued, else for all of it.
  case again(Part?, because: String)

  /// The server has it no longer, or will not give it: the third time it is given up.
  case refused(String)

  /// It is longer than was asked for.
  case tooLarge
  case noRoom(String)
}

/// Judges what came, by what was asked for and by how long the file is now.
///
/// Nothing is taken for whole that the server has not said to be: an empty file, one of another
/// length than announced, a rest that is not the rest of what is there, are all begun anew.
package func judge(_ fetched: Fetched, asked fetch: Fetch, fileBytes: Int) -> FetchVerdict {
  switch fetched.failure {
  case .tooLarge: return .tooLarge
  case .forbidden(let reason): return .refused(reason)
  case .file(let reason): return .noRoom(reason)
  case .network(let reason):
    return .again(continuable(fetched, fetch, fileBytes), because: reason)
  case nil: break
  }
  switch fetched.status {
  case nil: return .again(nil, because: "no reply")
  case 200:
    guard fetch.part == nil else {
      return .again(nil, because: "the file has changed since it was begun")
    }
    return judgeLength(fileBytes, announced: fetched.contentLength)
  case 206:
    guard let part = fetch.part, isRest(fetched, of: part) else {
      return .again(nil, because: "the reply is not the part that was asked for")
    }
    return judgeLength(fileBytes, announced: ContentRange(fetched.contentRange)?.total)
  case 301, 302, 303, 307, 308:
    guard let location = fetched.location else {
      return .refused("HTTP \(fetched.status ?? 0) without saying where to")
    }
    return .moved(to: location)
  case 403, 404, 410:
    return .refused("expired: the server answers HTTP \(fetched.status ?? 0)")
  case 416: return .again(nil, because: "the file is shorter than its part")
  case 408, 425, 429: return .again(fetch.part, because: "HTTP \(fetched.status ?? 0)")
  case .some(400..<500): return .refused("the server answers HTTP \(fetched.status ?? 0)")
  case let status?: return .again(fetch.part, because: "HTTP \(status)")
  }
}

private func judgeLength(_ bytes: Int, announced: Int?) -> FetchVerdict {
  if bytes == 0 { return .again(nil, because: "the file is empty") }
  if let announced, announced != bytes {
    return .again(nil, because: "\(bytes) bytes came of \(announced)")
  }
  return .whole
}

/// What is in the file when a reply was cut, as far as the rest can be asked for.
private func continuable(_ fetched: Fetched, _ fetch: Fetch, _ fileBytes: Int) -> Part? {
  switch (fetched.status, fetch.part) {
  case (nil, let part): return part  // nothing came
  case (200, nil):
    guard let tag = fetched.tag, fileBytes > 0 else { return nil }
    return Part(bytes: fileBytes, tag: tag, total: fetched.contentLength)
  case (206, let part?):
    guard isRest(fetched, of: part) else { return nil }
    return Part(
      bytes: fileBytes, tag: part.tag, total: ContentRange(fetched.contentRange)?.total)
  case (200, .some), (206, nil): return nil  // what is in the file now is of two files
  case (.some, let part): return part  // a refusal that was cut
  }
}

private func isRest(_ fetched: Fetched, of part: Part) -> Bool {
  guard let range = ContentRange(fetched.contentRange), range.first == part.bytes else {
    return false
  }
  if let total = part.total, let announced = range.total, total != announced { return false }
  if let total = range.total, range.last != total - 1 { return false }
  return fetched.tag == nil || fetched.tag == part.tag
}

/// `bytes 100-199/200`; the total may be `*`.
package struct ContentRange: Equatable {
  package let first: Int
  package let last: Int
  package let total: Int?

  package init?(_ text: String?) {
    guard let text, text.hasPrefix("bytes ") else { return nil }
    let parts = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = Int(ends[0]), let last = Int(ends[1]), first >= 0,
      first <= last
    else { return nil }
    let total = Int(parts[1])
    guard total != nil || parts[1] == "*" else { return nil }
    if let total, last >= total { return nil }
    self.first = first
    self.last = last
    self.total = total
  }
}
