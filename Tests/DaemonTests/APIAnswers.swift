import Daemon
import Glibc
import Spool
import WaveSpeed

// What an API may answer, as the turn is told of it.

func replied(
  _ status: Int, _ body: String = "", retryAfter: String? = nil, date: String? = nil
) -> Answer.Result {
  .replied(
    APIReply(status: status, body: Array(body.utf8), retryAfter: retryAfter, date: date))
}

/// As the API dates its replies.
func httpDate(_ moment: Timestamp) -> String {
  var seconds = time_t(moment.milliseconds / 1000)
  var parts = tm()
  gmtime_r(&seconds, &parts)
  return String(unsafeUninitializedCapacity: 40) { text in
    text.withMemoryRebound(to: CChar.self) {
      strftime($0.baseAddress.unsafelyUnwrapped, $0.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
    }
  }
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
