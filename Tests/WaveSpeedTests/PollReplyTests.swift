import Spool
import Testing
import WaveSpeed

@Suite struct `An answer to a poll` {
  @Test func `reports a prediction on its way`() {
    let reply = polled(
      200,
      #"""
      {"code":200,"message":"success","data":{"id":"p1","model":"m","outputs":[],
      "urls":{"get":"https://elsewhere/"},"has_nsfw_contents":[],"status":"processing",
      "created_at":"2025-05-24T09:56:32.182713087Z","error":"","timings":{"inference":0}}}
      """#)
    let report = Report(
      prediction: PredictionID("p1"), progress: .processing, remoteStatus: "processing",
      inferenceMilliseconds: 0, createdAt: Timestamp("2025-05-24 09:56:32.182"))
    #expect(reply == .report(report))
  }

  @Test func `reports a completed prediction with its outputs`() {
    let reply = polled(
      200,
      #"""
      {"data":{"id":"p1","status":"completed","outputs":["https://x/1.mp4","https://x/2.mp4"],
      "has_nsfw_contents":[false],"timings":{"inference":45123.4}}}
      """#)
    let outputs = [
      Report.Output(url: "https://x/1.mp4", nsfw: false),
      Report.Output(url: "https://x/2.mp4", nsfw: nil),
    ]
    let report = Report(
      prediction: PredictionID("p1"), progress: .completed, remoteStatus: "completed",
      outputs: outputs, nsfw: [false], inferenceMilliseconds: 45123)
    #expect(reply == .report(report))
  }

  @Test(arguments: [
    (401, "", "key"), (404, "", "not found"), (410, "", "not found"), (429, "", "throttled"),
    (403, "", "unanswered"), (400, "", "unanswered"), (500, "", "unanswered"),
    (502, "<html>", "unanswered"), (302, "", "unanswered"), (200, "", "unanswered"),
    (200, "{", "unanswered"), (200, "{}", "unanswered"), (200, "[]", "unanswered"),
    (200, #"{"code":200,"data":{}}"#, "unanswered"),
    (200, #"{"code":200,"data":{"id":"p1","status":null}}"#, "unanswered"),
    (200, #"{"code":401,"message":"no"}"#, "key"), (200, #"{"code":404}"#, "not found"),
    (200, #"{"code":429}"#, "throttled"), (200, #"{"code":500}"#, "unanswered"),
    (200, #"{"data":{"id":"p2","status":"completed","outputs":["u"]}}"#, "unanswered"),
    (200, #"{"data":{"id":"p1\u0000","status":"completed","outputs":["u"]}}"#, "unanswered"),
    (500, #"{"data":{"id":"p1","status":"failed"}}"#, "unanswered"),
    (200, #"{"data":{"status":"created"}}"#, "report"),
    (200, #"{"id":"p1","status":"created"}"#, "report"),
    (200, #"{"status":"completed","outputs":["u"]}"#, "report"),
    (200, #"{"code":500,"data":{"id":"p1","status":"failed"}}"#, "report"),
    (200, #"{"status":404,"error":"not found"}"#, "unanswered"),
  ])
  func `changes a job only when it speaks of this prediction`(
    status: Int, body: String, kind: String
  ) {
    #expect(polled(status, body).kind == kind)
  }

  @Test(arguments: [
    #"{"data":{"id":"p1","status":"completed","outputs":["u"],"timings":{"inference":NaN}}}"#,
    #"{"data":{"id":"p1","status":"completed","outputs":["u"]}} trailing"#,
    #"{"data":{"input":\#(String(repeating: "[", count: 70) + String(repeating: "]", count: 70)),"#
      + #""id":"p1","status":"completed","outputs":["u"]}}"#,
  ])
  func `that no strict reader would take brings the result all the same`(body: String) {
    guard case .report(let report) = polled(200, body) else {
      Issue.record("no report")
      return
    }
    #expect(report.outputs == [Report.Output(url: "u")])
  }

  @Test func `that did not come asks for another`() {
    #expect(PollReply(transportFailure: "timed out") == .unanswered(Refusal("timed out")))
  }

  @Test func `that throttles says for how long`() {
    let throttled = PollReply(
      reply(429, "slow down", retryAfter: "7"), of: PredictionID("p1"), now: now)
    #expect(
      throttled
        == .throttled(
          Refusal("slow down", code: 429, httpStatus: 429), retryAfter: .seconds(7)))
  }
}

@Suite struct `A status word` {
  @Test(
    arguments: [
      ("created", .waiting), ("pending", .waiting), ("processing", .processing),
      ("Processing", .processing), ("in_queue", .unfamiliar), ("succeeded", .unfamiliar),
      ("\u{0}", .unfamiliar),
    ] as [(String, Report.Progress)])
  func `tells the progress and is kept unchanged`(word: String, progress: Report.Progress) throws {
    let report = try #require(reading(#"{"status":"\#(word == "\u{0}" ? #"\u0000"# : word)"}"#))
    #expect(report.progress == progress)
    #expect(report.remoteStatus == word)
  }

  @Test func `of five megabytes is kept in short`() throws {
    let word = String(repeating: "x", count: 5_000_000)
    let report = try #require(reading(#"{"status":"\#(word)"}"#))
    #expect(report.progress == .unfamiliar)
    #expect(report.remoteStatus.utf8.count < 10_000)
  }

  @Test func `that is a number is unfamiliar`() {
    #expect(reading(#"{"status":3}"#)?.progress == .unfamiliar)
    #expect(reading(#"{"status":3}"#)?.remoteStatus == "3")
  }

  @Test(
    arguments: [
      (#"{"status":"cancelled"}"#, "cancelled at the API", 200, .neverHelps),
      (#"{"status":"canceled"}"#, "cancelled at the API", 200, .neverHelps),
      (#"{"status":"deleted"}"#, "deleted at the API", 200, .neverHelps),
      (#"{"status":"timeout"}"#, "the API gave it up: timeout", 5004, .mayHelp),
      (#"{"status":"completed"}"#, "completed without outputs", 200, .neverHelps),
      (#"{"status":"completed","outputs":null}"#, "completed without outputs", 200, .neverHelps),
      (#"{"status":"completed","outputs":[""]}"#, "completed without outputs", 200, .neverHelps),
      (#"{"status":"completed","outputs":[[],{}]}"#, "completed without outputs", 200, .neverHelps),
      (
        #"{"status":"completed","outputs":[1,{"id":"x"}]}"#,
        #"completed with outputs in an unknown form: [1,{"id":"x"}]"#, 200, .neverHelps
      ),
      (#"{"status":"failed"}"#, "failed without a reason", 200, .mayHelp),
      (#"{"status":"failed","error":"boom"}"#, "boom", 200, .mayHelp),
      (#"{"status":"failed","error":{"message":"boom"}}"#, "boom", 200, .mayHelp),
      (
        #"{"status":"failed","error":"Content moderation"}"#, "Content moderation", 200, .neverHelps
      ),
      (#"{"status":"failed","error":"NSFW content"}"#, "NSFW content", 200, .neverHelps),
      (#"{"status":"failed","error":"sensitive words"}"#, "sensitive words", 200, .neverHelps),
      (#"{"status":"failed","code":1402}"#, "the media could not be fetched", 1402, .neverHelps),
    ] as [(String, String, Int, Report.Retriability)])
  func `of failure says why, and whether another try may help`(
    data: String, words: String, code: Int, retry: Report.Retriability
  ) {
    #expect(
      reading(data)?.progress == .failed(Report.Failure(Refusal(words, code: code), retry)))
  }

  @Test(arguments: [1200, 1400, 1401, 1402, 1407])
  func `of failure with such a code never comes right`(code: Int) {
    #expect(retry(code) == .neverHelps)
  }

  @Test(arguments: [1403, 1405, 5000, 5003, 5004, 42])
  func `of failure with such a code may come right`(code: Int) {
    #expect(retry(code) == .mayHelp)
  }

  @Test func `of failure has its own code when it comes without an envelope`() {
    let bare = polled(200, #"{"id":"p1","status":"failed","error":"no picture","code":1402}"#)
    guard case .report(let report) = bare else {
      Issue.record("no report: \(bare)")
      return
    }
    let failure = Report.Failure(Refusal("no picture", code: 1402), .neverHelps)
    #expect(report.progress == .failed(failure))
  }

  private func retry(_ code: Int) -> Report.Retriability? {
    let report = reading(#"{"status":"failed","error":"boom","code":\#(code)}"#)
    guard case .failed(let failure)? = report?.progress else { return nil }
    return failure.refusal == Refusal("boom", code: code) ? failure.retry : nil
  }
}

@Suite struct `What a prediction made` {
  @Test(arguments: [
    ("null", []), ("[]", []), (#"["a","b"]"#, ["a", "b"]), (#""a""#, ["a"]), (#""""#, []),
    (#"[{"url":"a"},{"url":"b","x":1}]"#, ["a", "b"]), (#"{"url":"a"}"#, ["a"]),
    (#"[["a"],[["b"]]]"#, ["a", "b"]), (#"["a",null,7,{"uri":"x"},"b"]"#, ["a", "b"]),
    (#""[\"a\",\"b\"]""#, ["a", "b"]), ("1e999999", []), ("true", []),
    (#"{"video":"https://x/a.mp4"}"#, ["https://x/a.mp4"]),
    (#"[{"video":{"url":"https://x/a.mp4"}}]"#, ["https://x/a.mp4"]),
    (
      #"{"type":"video","files":[{"href":"http://x/a"},"HTTPS://x/b"]}"#,
      ["http://x/a", "HTTPS://x/b"]
    ),
    (
      #"[{"url":"https://x/a"},{"image":"data:image/png;base64,AAAA"}]"#,
      ["https://x/a", "data:image/png;base64,AAAA"]
    ),
    (#""{\"video\":\"https://x/a.mp4\"}""#, ["https://x/a.mp4"]),
    (#""[{\"url\":\"https://x/a.mp4\"}]""#, ["https://x/a.mp4"]),
  ])
  func `is found in every form`(outputs: String, urls: [String]) {
    let report = reading(#"{"status":"processing","outputs":\#(outputs)}"#)
    #expect(report?.outputs.map(\.url) == urls)
  }

  @Test(
    arguments: [
      ("[true,false]", [true, false], [true, false]),
      (#"["true","false"]"#, [true, false], [true, false]),
      ("[true]", [true], [true, nil]),
      ("[false,true,true]", [false, true, true], [false, true]),
      ("null", nil, [nil, nil]), ("[]", nil, [nil, nil]), ("true", nil, [nil, nil]),
      ("[true,null]", nil, [nil, nil]), ("[0,1]", nil, [nil, nil]), (#"["yes"]"#, nil, [nil, nil]),
      ("{}", nil, [nil, nil]),
    ] as [(String, [Bool]?, [Bool?])])
  func `has the flags that can be read`(flags: String, nsfw: [Bool]?, each: [Bool?]) {
    let report = reading(
      #"{"status":"completed","outputs":["a","b"],"has_nsfw_contents":\#(flags)}"#)
    #expect(report?.nsfw == nsfw)
    #expect(report?.outputs.map(\.nsfw) == each)
  }

  @Test(arguments: [#""""#, "null", "{}"])
  func `keeps each flag with its own output when one has no address`(gap: String) {
    let report = reading(
      #"{"status":"completed","outputs":["a",\#(gap),"c"],"has_nsfw_contents":[false,false,true]}"#)
    #expect(
      report?.outputs == [
        Report.Output(url: "a", nsfw: false), Report.Output(url: "c", nsfw: true),
      ])
  }

  @Test(
    arguments: [
      (#""timings":{"inference":1234}"#, 1234), (#""executionTime":99"#, 99),
      (#""timings":{"inference":-5}"#, nil), (#""timings":{"inference":1e999999}"#, nil),
      (#""timings":"fast""#, nil), (#""timings":null"#, nil),
    ] as [(String, Int64?)])
  func `took so many milliseconds`(member: String, milliseconds: Int64?) {
    let report = reading(#"{"status":"processing",\#(member)}"#)
    #expect(report?.inferenceMilliseconds == milliseconds)
  }

  @Test func `keeps each flag with its own output when one is in an unlisted form`() {
    let report = reading(
      #"{"status":"completed","outputs":[{"film":"https://x/a"},"b"],"has_nsfw_contents":[false,true]}"#
    )
    #expect(
      report?.outputs == [
        Report.Output(url: "https://x/a", nsfw: false), Report.Output(url: "b", nsfw: true),
      ])
  }

  @Test func `that nobody can read is told in few words`() throws {
    let list = Array(repeating: "1", count: 5_000).joined(separator: ",")
    let report = try #require(reading(#"{"status":"completed","outputs":[\#(list)]}"#))
    guard case .failed(let failure) = report.progress else {
      Issue.record("\(report.progress)")
      return
    }
    #expect(failure.refusal.message.count < 2_100)
  }

  @Test func `is bounded in number`() {
    let list = Array(repeating: #""u""#, count: 5_000).joined(separator: ",")
    #expect(reading(#"{"status":"completed","outputs":[\#(list)]}"#)?.outputs.count == 1_000)
  }
}

private func reading(_ data: String) -> Report? {
  guard case .report(let report) = polled(200, #"{"code":200,"data":\#(data)}"#) else { return nil }
  return report
}

extension PollReply {
  fileprivate var kind: String {
    switch self {
    case .report: "report"
    case .notFound: "not found"
    case .keyRefused: "key"
    case .throttled: "throttled"
    case .unanswered: "unanswered"
    }
  }
}
