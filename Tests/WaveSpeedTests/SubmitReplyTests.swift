import Spool
import Testing
import WaveSpeed

@Suite struct `An answer to a submission` {
  @Test(arguments: [
    (200, #"{"code":200,"message":"success","data":{"id":"p1","status":"created"}}"#),
    (200, #"{"data":{"id":"p1"}}"#),
    (201, #"{"code":200,"data":{"id":"p1","status":"created"}}"#),
    (202, #"{"code":500,"message":"odd","data":{"id":"p1"}}"#),
    (200, #"{"code":400,"data":{"id":"p1","status":"failed","error":"bad"}}"#),
    (200, #"{"id":"p1","status":"created"}"#),
    (200, "\u{FEFF}{\"data\":{\"id\":\"p1\",\"id\":\"p1\"}}"),
  ])
  func `is accepted when a success names a prediction, whatever else it says`(
    status: Int, body: String
  ) {
    #expect(submitted(status, body).report?.prediction == PredictionID("p1"))
  }

  /// Such an id could be put into no address, and would be repeated in each line of the log.
  @Test(arguments: [
    String(repeating: "p", count: 1025), #"p\n1"#, #"p\u0000"#, #"p\u007f"#, #"p\u0085"#,
  ])
  func `with an id that nobody can ask after is unknown`(id: String) {
    let reply = submitted(200, #"{"data":{"id":"\#(id)","status":"created"}}"#)
    #expect(reply.kind == "unknown")
    #expect(reply.refusal?.message == "200 with an unreadable prediction id")
  }

  @Test func `names a prediction by up to a thousand letters`() {
    let id = String(repeating: "p", count: 1024)
    #expect(submitted(200, #"{"data":{"id":"\#(id)"}}"#).report?.prediction.text == id)
  }

  @Test(arguments: [500, 502, 504, 307, 408])
  func `that fails and yet shows its prediction is accepted, and polls tell the rest`(status: Int) {
    let body = #"{"code":500,"message":"upstream","data":{"id":"p1","status":"failed"}}"#
    #expect(
      submitted(status, body)
        == .accepted(
          Report(prediction: PredictionID("p1"), progress: .waiting, remoteStatus: "failed")))
  }

  @Test func `that fails and names no more than an id says which`() {
    let reply = submitted(500, #"{"code":500,"message":"upstream","data":{"id":"p1"}}"#)
    #expect(
      reply
        == .unknown(
          Refusal("500 with the prediction id p1: upstream", code: 500, httpStatus: 500)))
    #expect(
      submitted(500, #"{"data":{"id":"p1"}}"#).refusal?.message
        == "500 with the prediction id p1: 500 Internal Server Error (without a reason)")

    let long = String(repeating: "x", count: 5_000)
    let words = submitted(500, #"{"message":"\#(long)","data":{"id":"p1"}}"#).refusal?.message ?? ""
    #expect(words.hasPrefix("500 with the prediction id p1: xxx"))
    #expect(words.unicodeScalars.count == 2_001)
  }

  @Test func `names a prediction by a number, too`() {
    #expect(submitted(200, #"{"data":{"id":17}}"#).report?.prediction.text == "17")
  }

  @Test(arguments: [
    // HTTP 4xx: the API page's rows, then the fine print's
    (400, "{}", "rejected"), (401, "", "key"), (402, "", "credit"), (403, "", "forbidden"),
    (404, "", "rejected"), (405, "", "rejected"), (413, "", "rejected"), (415, "", "rejected"),
    (422, "", "rejected"), (408, "", "unknown"), (425, "", "unknown"), (406, "", "rejected"),
    (409, "", "rejected"), (410, "", "rejected"), (418, "", "rejected"), (426, "", "rejected"),
    (428, "", "rejected"), (431, "", "rejected"), (451, "", "rejected"), (499, "", "rejected"),
    (429, "", "throttled model"),
    // everything that is not plainly a refusal
    (500, "", "unknown"), (502, "<html>", "unknown"), (503, "", "unknown"), (504, "", "unknown"),
    (599, "", "unknown"), (301, "", "unknown"), (302, "", "unknown"), (307, "", "unknown"),
    (200, "", "unknown"), (200, "{}", "unknown"), (200, "<html>ok</html>", "unknown"),
    (200, #"{"data":{"id":""}}"#, "unknown"), (200, #"{"data":{"id":null}}"#, "unknown"),
    (200, #"{"data":{"id":["p1"]}}"#, "unknown"), (200, #"{"data":{"id":true}}"#, "unknown"),
    (200, #"{"code":200,"message":"success","data":null}"#, "unknown"),
    (200, #"{"data":{"id":"p1""#, "unknown"), (204, "", "unknown"), (0, "", "unknown"),
    (500, #"{"code":400,"message":"bad"}"#, "unknown"),
    (500, #"{"data":{"id":"p1"}}"#, "unknown"),
    // HTTP 200 with a code of its own in the envelope
    (200, #"{"code":400,"message":"bad"}"#, "rejected"), (200, #"{"code":401}"#, "key"),
    (200, #"{"code":402}"#, "credit"), (200, #"{"code":403}"#, "forbidden"),
    (200, #"{"code":404}"#, "rejected"), (200, #"{"code":408}"#, "unknown"),
    (200, #"{"code":429}"#, "throttled model"), (200, #"{"code":"401"}"#, "key"),
    (200, #"{"code":1200}"#, "rejected"), (200, #"{"code":1400}"#, "rejected"),
    (200, #"{"code":1401}"#, "rejected"), (200, #"{"code":1402}"#, "rejected"),
    (200, #"{"code":1407}"#, "credit"), (200, #"{"code":1403}"#, "unknown"),
    (200, #"{"code":1405}"#, "unknown"), (200, #"{"code":5000}"#, "unknown"),
    (200, #"{"code":5003}"#, "unknown"), (200, #"{"code":5004}"#, "unknown"),
    (200, #"{"code":500}"#, "unknown"), (200, #"{"code":1e999999}"#, "unknown"),
    (200, #"{"code":-1}"#, "unknown"), (200, #"{"code":[400]}"#, "unknown"),
    (200, #"{"code":200,"data":{"code":1402,"error":"x"}}"#, "rejected"),
    (200, #"{"code":429,"data":{"code":1403,"error":"x"}}"#, "throttled model"),
    (200, #"{"code":500,"data":{"code":1400,"error":"x"}}"#, "unknown"),
    (200, #"{"id":"request 7","status":500,"error":"x"}"#, "unknown"),
    // missing money
    (400, #"{"code":1407,"message":"no"}"#, "credit"),
    (400, #"{"code":400,"data":{"code":1407}}"#, "credit"),
    (400, #"{"message":"Insufficient credits"}"#, "credit"),
    (400, #"{"error":"insufficient balance, please top up"}"#, "credit"),
    (400, "insufficient", "credit"),
    (200, #"{"code":400,"message":"Insufficient credits"}"#, "credit"),
    (400, #"{"message":"insufficient image resolution"}"#, "rejected"),
    (400, #"{"data":{"code":1400,"error":"insufficient steps"}}"#, "rejected"),
    (403, #"{"message":"insufficient permissions"}"#, "forbidden"),
    (500, #"{"message":"insufficient credits"}"#, "unknown"),
  ])
  func `has the class of the table`(status: Int, body: String, kind: String) {
    #expect(submitted(status, body).kind == kind)
  }

  @Test func `has exactly one class for every status there is`() {
    for status in 100..<600 {
      let isRefusal = (400..<500).contains(status) && status != 408 && status != 425
      #expect((submitted(status).kind != "unknown") == isRefusal, "\(status)")
    }
  }

  @Test(arguments: [400, 401, 402, 403, 404, 422, 429, 500, 502, 504])
  func `exists where an error shows it with its status`(status: Int) throws {
    let shown = submitted(status, #"{"message":"no","data":{"id":"p1","status":"created"}}"#)
    #expect(
      try #require(shown.report)
        == Report(
          prediction: PredictionID("p1"), progress: .waiting, remoteStatus: "created"))
    #expect(submitted(status, #"{"message":"no","data":{"id":"p1"}}"#).report == nil)
  }

  @Test(arguments: [
    ("You have reached your concurrency limit", "throttled account"),
    ("Too many concurrent tasks", "throttled account"),
    ("Rate limit exceeded", "throttled account"),
    ("rate_limit", "throttled account"),
    ("Your account is limited", "throttled account"),
    ("too many requests for this model", "throttled model"),
    ("cannot generate or moderate more", "throttled model"),
  ])
  func `that throttles holds whom its words name`(message: String, kind: String) {
    #expect(submitted(429, #"{"code":429,"message":"\#(message)"}"#).kind == kind)
  }

  @Test func `may already tell the end`() {
    let done = submitted(
      200, #"{"data":{"id":"p1","status":"completed","outputs":["https://x/a.mp4"]}}"#)
    #expect(done.report?.progress == .completed)
    #expect(done.report?.outputs == [Report.Output(url: "https://x/a.mp4")])

    let failed = submitted(200, #"{"data":{"id":"p1","status":"failed","error":"no"}}"#)
    #expect(
      failed.report?.progress == .failed(Report.Failure(Refusal("no", code: 200), .mayHelp)))
  }

  @Test func `that did not come is unknown unless nothing can have left`() {
    #expect(
      SubmitReply(transportFailure: "connection refused", mayHaveArrived: false)
        == .notSent(Refusal("connection refused")))
    #expect(
      SubmitReply(transportFailure: "timed out", mayHaveArrived: true)
        == .unknown(Refusal("timed out")))
  }

  @Test(arguments: [1, 7, 63, 64, 65, 1000])
  func `cut off anywhere is never taken for a refusal`(length: Int) {
    let whole = #"{"code":200,"message":"success","data":{"model":"m","id":"p1","status":"x"}}"#
    let cut = String(whole.prefix(length))
    #expect(submitted(200, cut).kind == (cut == whole ? "accepted" : "unknown"))
  }

  @Test func `of ten megabytes of brackets is unknown`() {
    let body = [UInt8](repeating: UInt8(ascii: "["), count: 10_000_000)
    #expect(SubmitReply(APIReply(status: 200, body: body), now: now).kind == "unknown")
  }
}

@Suite struct `The words of a refusal` {
  @Test(arguments: [
    (400, #"{"code":400,"message":"image is required"}"#, "image is required"),
    (400, #"{"code":400,"message":"failed","data":{"error":"bad ratio"}}"#, "bad ratio"),
    (400, #"{"error":"bad"}"#, "bad"),
    (400, #"{"error":{"message":"bad","code":3}}"#, "bad"),
    (400, #"{"msg":"bad"}"#, "bad"),
    (422, #"{"detail":"bad"}"#, "bad"),
    (422, #"{"detail":[{"loc":["body"],"msg":"field required"}]}"#, "field required"),
    (400, #"{"error":"","message":"bad"}"#, "bad"),
    (400, #"{"message":"bad","data":null}"#, "bad"),
    (400, #"{"message":"bad","data":"worse"}"#, "worse"),
    (400, "plain words", "plain words"), (429, "429 Too Many Requests", "429 Too Many Requests"),
    (400, "{}", "400 Bad Request (without a reason)"),
    (502, "<html><body>nginx</body></html>", "502 Bad Gateway (HTML page)"),
    (504, "", "504 Gateway Timeout (empty reply)"),
    (520, "", "520 (empty reply)"),
    (500, #"{"message":"#, "500 Internal Server Error (unreadable reply of 11 bytes)"),
    (200, "", "200 without a prediction id"),
    (200, #"{"code":200,"message":"success","data":{}}"#, "200 without a prediction id"),
  ])
  func `are found wherever the API puts them`(status: Int, body: String, words: String) {
    #expect(submitted(status, body).refusal?.message == words)
  }

  @Test(arguments: [
    (400, #"{"code":401,"data":{"code":1402}}"#, 1402), (400, #"{"code":1400}"#, 1400),
    (400, #"{"code":"1401"}"#, 1401), (418, "{}", 418), (502, "<html>", 502),
  ])
  func `carry the prediction's code, else the envelope's, else the status`(
    status: Int, body: String, code: Int
  ) {
    let refusal = submitted(status, body).refusal
    #expect(refusal?.code == code)
    #expect(refusal?.httpStatus == status)
  }

  @Test func `are bounded, and keep what is odd in them as data`() {
    let long = String(repeating: "é", count: 10_000)
    let refusal = submitted(400, #"{"message":"\#(long)"}"#).refusal
    #expect(refusal?.message.unicodeScalars.count == 2_001)

    let odd = submitted(400, #"{"message":"a\u0000\u001b[31mb"}"#).refusal
    #expect(odd?.message == "a\u{0}\u{1B}[31mb")
  }

  @Test func `are looked for in what is kept of them alone`() {
    let far = String(repeating: " ", count: 3_000) + "insufficient credits"
    #expect(submitted(400, #"{"message":"\#(far)"}"#).kind == "rejected")
  }

  @Test func `are valid UTF-8 even where the reply is not`() {
    let body = Array(#"{"message":"a"#.utf8) + [0xFF, 0xC3] + Array(#"b"}"#.utf8)
    let refusal = SubmitReply(APIReply(status: 400, body: body), now: now).refusal
    #expect(refusal?.message == "a\u{FFFD}\u{FFFD}b")
  }
}
