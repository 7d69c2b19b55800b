/// What a request is answered with, and how faithfully that answer reaches the client.
struct Reply {
  var status: Int
  var contentType = "application/json"
  var headers: [(name: String, value: String)] = []
  var body: [UInt8]
  var delivery = Delivery.whole

  /// How long the answer is kept back, in nanoseconds.
  var delay: Int64 = 0

  init(_ status: Int, json: String) {
    self.status = status
    self.body = Array(json.utf8)
  }

  init(_ status: Int, contentType: String, body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  /// `{"code":200,"message":"success","data":…}`, the envelope of every good answer.
  static func success(_ data: String) -> Reply {
    Reply(200, json: #"{"code":200,"message":"success","data":\#(data)}"#)
  }

  /// `{"code":…,"message":…}`, the commonest shape of a refusal.
  static func refusal(_ status: Int, _ message: String, code: Int? = nil) -> Reply {
    Reply(status, json: #"{"code":\#(code ?? status),"message":\#(quoted(message))}"#)
  }
}

/// The ways in which an answer can go wrong on the wire.
enum Delivery: Equatable {
  case whole

  /// The connection is closed in an orderly way before the answer is complete.
  case cut(Cut)

  /// The connection is aborted with a RST; no byte of the answer leaves.
  case reset

  /// Nothing is ever said; the connection stays open until the client leaves.
  case silence

  /// The body trickles out at so many bytes a second.
  case slow(bytesPerSecond: Int)

  /// More bytes follow than the Content-Length announced.
  case overlong

  enum Cut: Equatable {
    case beforeTheFirstByte
    case insideTheHeaders
    case insideTheBody
  }
}
