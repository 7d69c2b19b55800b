import Daemon
import WaveSpeed

// What an API may answer, as the turn is told of it.

func replied(
  _ status: Int, _ body: String = "", retryAfter: String? = nil, date: String? = nil
) -> Answer.Result {
  .replied(
    APIReply(status: status, body: Array(body.utf8), retryAfter: retryAfter, date: date))
}

/// The answer to a submission that was taken.
func accepted(_ prediction: String, status: String = "created") -> Answer.Result {
  predicted(prediction, status)
}

func predicted(_ prediction: String, _ status: String, _ more: String = "") -> Answer.Result {
  replied(
    200,
    #"{"code":200,"message":"success","data":{"id":"\#(prediction)","status":"\#(status)"\#(more)}}"#
  )
}

func completed(_ prediction: String, at url: String = "https://cdn.test/a.mp4") -> Answer.Result {
  predicted(
    prediction, "completed",
    #","outputs":["\#(url)"],"has_nsfw_contents":[false],"timings":{"inference":1234}"#)
}

func failed(_ prediction: String, code: Int? = nil, _ words: String = "it broke") -> Answer.Result {
  predicted(
    prediction, "failed", #","error":"\#(words)""# + (code.map { #","code":\#($0)"# } ?? ""))
}

let notSent = Answer.Result.failed("connection refused", mayHaveArrived: false)
let lostOnTheWay = Answer.Result.failed("connection reset", mayHaveArrived: true)
