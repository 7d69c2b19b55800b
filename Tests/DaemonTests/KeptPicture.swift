import Daemon
import Media
import Spool
import WaveSpeed

extension Rehearsal {
  /// Keeps a picture beside the queue, as `enqueue` does.
  func keep(_ bytes: [UInt8]) throws -> Digest {
    var draft = try files.pictures.draft()
    try draft.take(bytes.span)
    return try draft.keep()
  }

  /// Answers whoever asks for a place with `place`, and takes every submission.
  func answerUploads(_ place: @escaping () -> Answer.Result) {
    network.script = { sent in
      switch sent.exchange {
      case .place: (place(), after: .milliseconds(10))
      case .submit(let attempt): (accepted("p\(attempt.job)"), after: .milliseconds(10))
      case .poll, .balance, .history, .billing, .quote, .bills, .comparison: nil
      }
    }
  }

  /// The bodies of all submissions, those from files too, oldest first.
  var submittedBodies: [String] {
    network.sent.filter { $0.request.purpose == .submit }
      .map { String(decoding: $0.request.body, as: UTF8.self) } + files.bodies.map(\.body)
  }
}

func base64(_ bytes: [UInt8]) -> String {
  var encoder = Base64Encoder()
  return String(decoding: encoder.take(bytes.span) + encoder.finish(), as: UTF8.self)
}

let placeForPicture = replied(
  200,
  """
  {"code":200,"data":{"download_url":"https://up.test/a.png","upload":{"method":"PUT",
  "url":"https://storage.test/put?a=b","headers":{"X-Token":"t"},"expires_at":null}}}
  """)
