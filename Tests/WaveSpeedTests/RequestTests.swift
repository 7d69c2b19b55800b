import JSON
import Spool
import Testing
import WaveSpeed

private let from = Timestamp(milliseconds: 0)

@Suite struct `A request` {
  @Test func `submits the input byte for byte`() throws {
    let input = Array(#" { "image" : "x", "a":1.0 } "#.utf8)
    let request = APIRequest.submit(try vidu(), input: input)
    #expect(request.method == .post)
    #expect(request.path == "/api/v2/vidu/image-to-video-2.0")
    #expect(request.query == nil)
    #expect(request.body == input)
    #expect(request.purpose == .submit)
  }

  @Test(arguments: [
    ("abc-DEF_1.2~", "abc-DEF_1.2~"), ("a/b", "a%2Fb"), ("../x", "..%2Fx"), ("..", "%2E%2E"),
    (".", "%2E"), ("a?b#c", "a%3Fb%23c"), ("a b\r\n", "a%20b%0D%0A"), ("é", "%C3%A9"),
    ("%2e", "%252e"), ("\u{0}", "%00"),
  ])
  func `asks for a result under the prediction's id, whatever it is`(id: String, segment: String) {
    let request = APIRequest.result(PredictionID(id), .v2)
    #expect(request.path == "/api/v2/predictions/\(segment)/result")
    #expect(request.method == .get)
    #expect(request.body.isEmpty)
    #expect(request.purpose == .poll)
  }

  @Test func `looks through the history`() throws {
    let request = APIRequest.history(
      ModelName("a/b"), from: from, to: now, page: 2, pageSize: 50, withInputs: true)
    #expect(request.path == "/api/v3/predictions")
    #expect(
      try JSON(parsing: request.body) == [
        "page": 2, "page_size": 50, "created_after": "1970-01-01T00:00:00.000Z",
        "created_before": "2025-11-24T16:00:00.000Z", "model": "a/b", "include_inputs": true,
      ])
    let plain = APIRequest.history(nil, from: from, to: now, page: 1, withInputs: false)
    #expect(
      try JSON(parsing: plain.body).object?.keys
        == ["page", "page_size", "created_after", "created_before"])
  }

  @Test func `looks through the bills`() throws {
    let request = APIRequest.billing(.refund, from: from, to: now, page: 1)
    #expect(request.path == "/api/v3/billings/search")
    #expect(try JSON(parsing: request.body)["billing_type"] == "refund")
    #expect(try JSON(parsing: request.body)["page_size"] == 100)
  }

  @Test func `asks for a price and for a place to upload to`() throws {
    let quote = APIRequest.quote(ModelName("a/b"), input: ["n": 1])
    #expect(quote.path == "/api/v3/model/price")
    #expect(try JSON(parsing: quote.body) == ["model_id": "a/b", "inputs": ["n": 1]])
    let upload = APIRequest.upload(filename: "a.png", bytes: 7, contentType: "image/png")
    #expect(upload.path == "/api/v3/media/uploads")
    #expect(
      try JSON(parsing: upload.body)
        == ["filename": "a.png", "size": 7, "content_type": "image/png"])
  }

  @Test func `gives a submission a minute and everything else half of one`() {
    for purpose in APIRequest.Purpose.allCases {
      #expect(purpose.connectDeadline == .seconds(10))
      #expect(purpose.answerDeadline == .seconds(purpose == .submit ? 60 : 30))
    }
  }
}
