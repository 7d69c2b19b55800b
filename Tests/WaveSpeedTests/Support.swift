import JSON
import Spool
import Testing
import WaveSpeed

let now = Timestamp(milliseconds: 1_764_000_000_000)  // 2025-11-24 16:00:00

func model(_ name: String) throws -> Model {
  try #require(Catalog.builtIn[ModelName(name)])
}

func liveMemory() throws -> Model { try model("video-effects/live-memory") }
func vidu() throws -> Model { try model("vidu/image-to-video-2.0") }
func veo2() throws -> Model { try model("wavespeed-ai/veo2-i2v") }
func openVideo() throws -> Model { try model("wavespeed-ai/open-video/image-to-video") }

func reply(
  _ status: Int, _ body: String = "", retryAfter: String? = nil, date: String? = nil
) -> APIReply {
  APIReply(status: status, body: Array(body.utf8), retryAfter: retryAfter, date: date)
}

extension SubmitReply {
  /// The case alone.
  var kind: String {
    switch self {
    case .notSent: "not sent"
    case .accepted: "accepted"
    case .rejected: "rejected"
    case .keyRefused: "key"
    case .creditRefused: "credit"
    case .forbidden: "forbidden"
    case .throttled(_, _, holds: .model): "throttled model"
    case .throttled(_, _, holds: .account): "throttled account"
    case .unknown: "unknown"
    }
  }

  var refusal: Refusal? {
    switch self {
    case .notSent(let refusal), .rejected(let refusal), .keyRefused(let refusal),
      .creditRefused(let refusal), .forbidden(let refusal), .throttled(let refusal, _, _),
      .unknown(let refusal):
      refusal
    case .accepted: nil
    }
  }

  var report: Report? {
    guard case .accepted(let report) = self else { return nil }
    return report
  }
}

func submitted(_ status: Int, _ body: String = "") -> SubmitReply {
  SubmitReply(reply(status, body), now: now)
}

func polled(_ status: Int, _ body: String = "") -> PollReply {
  PollReply(reply(status, body), of: PredictionID("p1"), now: now)
}
