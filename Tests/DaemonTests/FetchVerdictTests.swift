import Daemon
import Testing

@Suite struct `What came of fetching an output` {
  private let part = Part(bytes: 100, tag: "\"a\"", total: 200)

  @Test func `is whole when it is as long as was said`() {
    #expect(verdict(200, length: 200, fileBytes: 200) == .whole)
    #expect(verdict(200, length: nil, fileBytes: 200) == .whole)
    #expect(verdict(206, range: "bytes 100-199/200", part: part, fileBytes: 200) == .whole)
    #expect(verdict(206, range: "bytes 100-199/*", part: part, fileBytes: 200) == .whole)
  }

  @Test(arguments: [
    "bytes 0-199/200", "bytes 101-199/200", "bytes 100-198/200", "bytes 100-299/300",
    "bytes 100-99/200", "bytes 100-199/150", "lines 100-199/200", "bytes 100-199", nil,
  ])
  func `is no rest when it does not continue what is there`(range: String?) {
    #expect(isBegunAnew(verdict(206, range: range, part: part, fileBytes: 200)))
  }

  @Test func `is no rest when it is another file's`() {
    #expect(
      isBegunAnew(
        verdict(206, range: "bytes 100-199/200", tag: "\"b\"", part: part, fileBytes: 200)))
    #expect(isBegunAnew(verdict(200, length: 200, part: part, fileBytes: 300)))
    #expect(isBegunAnew(verdict(200, part: part, fileBytes: 300)))
    #expect(isBegunAnew(verdict(206, range: "bytes 0-199/200", fileBytes: 200)))
    #expect(isBegunAnew(verdict(416, part: part, fileBytes: 100)))
  }

  @Test func `that was cut is continued where the server can know the file again`() {
    let cut = Fetched.Failure.network("cut")
    #expect(
      verdict(200, length: 200, tag: "\"a\"", failure: cut, fileBytes: 50)
        == .again(Part(bytes: 50, tag: "\"a\"", total: 200), because: "cut"))
    #expect(
      verdict(
        206, range: "bytes 100-199/200", tag: "\"a\"", failure: cut, part: part, fileBytes: 150)
        == .again(Part(bytes: 150, tag: "\"a\"", total: 200), because: "cut"))
    #expect(verdict(nil, failure: cut, part: part, fileBytes: 100) == .again(part, because: "cut"))
  }

  @Test func `that was cut is begun anew where the rest could be another file's`() {
    let cut = Fetched.Failure.network("cut")
    #expect(isBegunAnew(verdict(200, length: 200, failure: cut, fileBytes: 50)))
    #expect(isBegunAnew(verdict(200, tag: "\"b\"", failure: cut, part: part, fileBytes: 150)))
    #expect(isBegunAnew(verdict(206, failure: cut, fileBytes: 50)))
  }

  @Test(arguments: [500, 502, 503, 408, 429, 204, 304])
  func `that is no file is asked for again`(status: Int) {
    guard case .again = verdict(status, fileBytes: 0) else {
      Issue.record("\(verdict(status, fileBytes: 0))")
      return
    }
  }

  @Test(arguments: [400, 401, 403, 404, 410, 451])
  func `that is refused is not asked for for ever`(status: Int) {
    guard case .refused = verdict(status, fileBytes: 0) else {
      Issue.record("\(verdict(status, fileBytes: 0))")
      return
    }
  }

  @Test(arguments: [
    ("https://b.test/c", "https://b.test/c"), ("//b.test/c", "https://b.test/c"),
    ("/c?d#e", "https://a.test/c?d"), ("c", "https://a.test/x/c"),
    ("?c", "https://a.test/x/y?c"), ("../c", "https://a.test/x/../c"),
    ("file:///etc/passwd", "file:///etc/passwd"), ("http:c", "http:c"),
    ("/c?u=https://cdn.test/d", "https://a.test/c?u=https://cdn.test/d"),
    ("c?u=https://cdn.test/d", "https://a.test/x/c?u=https://cdn.test/d"),
  ])
  func `that has moved is asked for there`(location: String, url: String) {
    #expect(redirected(from: "https://a.test/x/y?z=1", to: location) == url)
  }

  @Test func `that has moved to no address is not asked for`() {
    for location in ["", "a b", "a\nb", "a\u{7F}"] {
      #expect(redirected(from: "https://a.test/", to: location) == nil)
    }
    #expect(redirected(from: "https://a.test", to: "c") == "https://a.test/c")
  }

  private func verdict(
    _ status: Int?, length: Int? = nil, range: String? = nil, tag: String? = nil,
    failure: Fetched.Failure? = nil, part: Part? = nil, fileBytes: Int
  ) -> FetchVerdict {
    var fetched = Fetched(status: status)
    fetched.contentLength = length
    fetched.contentRange = range
    fetched.tag = tag
    fetched.failure = failure
    return judge(
      fetched, asked: Fetch("https://a.test/a.mp4", part: part, mostBytes: 1000),
      fileBytes: fileBytes)
  }

  private func isBegunAnew(_ verdict: FetchVerdict) -> Bool {
    if case .again(nil, _) = verdict { true } else { false }
  }
}
