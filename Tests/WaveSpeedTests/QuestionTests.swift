import JSON
import Spool
import Testing
import WaveSpeed

@Suite struct `The history` {
  @Test func `lists predictions with what was submitted`() throws {
    let page = try HistoryPage(
      reply(
        200,
        #"""
        {"code":200,"data":{"page":1,"items":[
          {"id":"p2","model":"a/b","status":"processing","inputs":{"n":1},
           "created_at":"2025-11-24T15:59:00.123456789Z"},
          {"id":"p1","model":"a/b","status":"failed","error":"boom","code":1402,"input":"{\"n\":2}"},
          {"id":"p0","status":"completed","outputs":["u"],"inputs":{}},
          {"id":"","status":"created"}, 7, null
        ]}}
        """#), now: now)

    #expect(page.items.map(\.prediction.text) == ["p2", "p1", "p0"])
    #expect(page.items.map(\.model?.text) == ["a/b", "a/b", nil])
    #expect(page.items.map(\.inputs) == [["n": 1], ["n": 2], nil])
    #expect(page.items[0].createdAt == Timestamp("2025-11-24 15:59:00.123"))
    #expect(
      page.items[1].report.progress
        == .failed(Report.Failure(Refusal("boom", code: 1402), .neverHelps)))
    #expect(page.items[2].report.progress == .completed)
    #expect(page.unreadable == 3)
    #expect(page.count == 6)
  }

  @Test func `may be a bare list`() throws {
    for body in [#"{"items":[]}"#, #"{"data":[]}"#, "[]", #"{"data":{"items":null}}"#] {
      #expect(try HistoryPage(reply(200, body), now: now).count == 0)
    }
  }

  @Test(arguments: [
    (200, "{}", "unanswered"), (200, "", "unanswered"), (200, #"{"data":null}"#, "unanswered"),
    (200, #"{"code":500,"data":{"items":[]}}"#, "unanswered"), (502, "<html>", "unanswered"),
    (401, "", "key"), (200, #"{"code":401}"#, "key"), (403, "", "forbidden"),
    (429, "", "throttled"), (400, "", "not understood"), (422, "{}", "not understood"),
    (302, "", "unanswered"),
  ])
  func `that does not come never looks like an empty one`(
    status: Int, body: String, kind: String
  ) {
    let failure = #expect(throws: APIFailure.self) {
      try HistoryPage(reply(status, body), now: now)
    }
    #expect(failure?.kind == kind)
  }
}

@Suite struct `Questions about money` {
  @Test func `the bills list charges and refunds`() throws {
    let page = try BillingPage(
      reply(
        200,
        #"""
        {"data":{"page":1,"has_more":true,"items":[
          {"uuid":"b1","billing_type":"deduct","price":0.1,"created_at":"2025-11-24T15:00:00Z",
           "prediction":{"uuid":"p1","model_uuid":"a/b","status":"completed"}},
          {"uuid":"b2","billing_type":"refund","price":"0.30"},
          {"uuid":"b3","billing_type":"gift","price":1}, {"uuid":"b4","billing_type":"deduct"}
        ]}}
        """#), now: now)
    #expect(page.hasMore)
    #expect(page.items.map(\.uuid) == ["b1", "b2"])
    #expect(page.items.map(\.kind) == [.deduct, .refund])
    #expect(page.items.map(\.price) == [Money(micros: 100_000), Money(micros: 300_000)])
    #expect(page.items.map(\.prediction?.text) == ["p1", nil])
    #expect(page.items.map(\.model?.text) == ["a/b", nil])
  }

  @Test(arguments: [
    (#"{"data":{"price":0.5,"discounted_price":0.4,"currency":"USD"}}"#, 500_000, 400_000),
    (#"{"data":{"price":0.5}}"#, 500_000, 500_000),
    (#"{"price":"0.5","discounted_price":null,"currency":"usd"}"#, 500_000, 500_000),
    (#"{"data":{"price":0.5,"discounted_price":0}}"#, 500_000, 500_000),
    (#"{"data":{"price":0.5,"discounted_price":-1}}"#, 500_000, 500_000),
  ])
  func `a quote names the price and what is due`(body: String, price: Int64, due: Int64) throws {
    let quote = try Quote(reply(200, body), now: now)
    #expect(quote.price == Money(micros: price))
    #expect(quote.due == Money(micros: due))
  }

  @Test(arguments: [
    #"{"data":{"price":0.5,"currency":"EUR"}}"#, #"{"data":{"price":-1}}"#, #"{"data":{}}"#,
    #"{"data":{"price":1e999999}}"#, #"{"data":{"price":"much"}}"#,
  ])
  func `a quote that cannot be added up is none`(body: String) {
    #expect(throws: APIFailure.self) { try Quote(reply(200, body), now: now) }
  }

  @Test(arguments: [
    #"{"data":{"price":0}}"#, #"{"data":{"price":0,"discounted_price":0}}"#,
    #"{"data":{"price":"0.00"}}"#, #"{"data":{"price":0.0000001}}"#,
  ])
  func `a quote of nothing is a price that the API does not tell`(body: String) {
    let failure = #expect(throws: APIFailure.self) { try Quote(reply(200, body), now: now) }
    #expect(
      failure == .notUnderstood(Refusal("the API tells no price: it says 0", code: 200)))
  }

  @Test(arguments: [
    (#"{"code":200,"data":{"balance":12.345678}}"#, 12_345_678),
    (#"{"balance":"1"}"#, 1_000_000), (#"{"data":{"balance":-0.5}}"#, -500_000),
  ])
  func `the balance is what is left`(body: String, micros: Int64) throws {
    #expect(try Balance(reply(200, body), now: now).left == Money(micros: micros))
  }

  @Test func `the balance is refused with the key`() {
    let failure = #expect(throws: APIFailure.self) {
      try Balance(reply(401, #"{"message":"bad key"}"#), now: now)
    }
    #expect(failure == .keyRefused(Refusal("bad key", code: 401, httpStatus: 401)))
  }
}

@Suite struct `Questions about models and uploads` {
  @Test func `the list of models tells the unusable apart`() throws {
    let good = item("a/b", path: "/api/v3/a/b")
    let body: JSON = ["code": 200, "data": [good, ["model_id": "c"], 7]]
    let list = try ModelsReply(reply(200, body.text), now: now)
    #expect(list.models.map(\.name.text) == ["a/b"])
    #expect(list.unusable.map(\.item) == [["model_id": "c"], 7])
  }

  @Test func `an upload has a place, headers and an end`() throws {
    let ticket = try UploadTicket(
      reply(
        200,
        #"""
        {"data":{"download_url":"https://d/x.png","upload":{"method":"PUT","url":"https://u/x",
        "headers":{"Content-Type":"image/png","x-n":1},"expires_at":"2025-11-24T17:00:00Z"}}}
        """#), now: now)
    #expect(ticket.downloadURL == "https://d/x.png")
    #expect(ticket.method == "PUT")
    #expect(ticket.url == "https://u/x")
    #expect(ticket.headers.map(\.name) == ["Content-Type", "x-n"])
    #expect(ticket.headers.map(\.value) == ["image/png", "1"])
    #expect(ticket.expiresAt == Timestamp("2025-11-24 17:00:00"))
  }

  @Test(arguments: [
    "{}", #"{"data":{"download_url":"d"}}"#, #"{"data":{"upload":{"url":"u"}}}"#,
    #"{"data":{"download_url":"d","upload":{"url":"u","headers":{"a":"b\r\nc: d"}}}}"#,
  ])
  func `an upload that cannot be made is none`(body: String) {
    #expect(throws: APIFailure.self) { try UploadTicket(reply(200, body), now: now) }
  }
}

extension APIFailure {
  fileprivate var kind: String {
    switch self {
    case .keyRefused: "key"
    case .forbidden: "forbidden"
    case .throttled: "throttled"
    case .notUnderstood: "not understood"
    case .unanswered: "unanswered"
    }
  }
}
