import JSON
import Spool

/// The body of a reply, however it is wrapped:
///
///     {code, message, data: {id, status, …}}      the API's envelope
///     {id, status, …}                             a bare prediction
///     {code, message, data: {error}}  {error}  {msg}  {detail}  {error: {message}}
///     a gateway's HTML page, plain text, nothing
struct ReplyBody {
  /// Nil when it is no JSON.
  let json: JSON?
  private let reply: APIReply

  init(_ reply: APIReply) {
    self.reply = reply
    // Why it is no JSON does not matter: it is then judged by its status alone.
    json = try? JSON(parsing: reply.body, limits: .replies)
  }

  /// What the envelope holds, or the whole when there is no envelope.
  var data: JSON? {
    guard let data = json?["data"], !data.isNull else { return json }
    return data
  }

  /// The members of a prediction: in an envelope, or bare where a status in words and an id or
  /// outputs show that it is one.
  var prediction: JSON.Object? {
    if let data = json?["data"]?.object { return data }
    guard let object = json?.object, object["status"]?.string != nil,
      object["id"] != nil || object["outputs"] != nil
    else { return nil }
    return object
  }

  var predictionID: PredictionID? {
    prediction?["id"].flatMap(WaveSpeed.predictionID)
  }

  var hasUnreadableID: Bool {
    predictionID == nil && prediction?["id"].flatMap(plainText) != nil
  }

  var envelopeCode: Int? { json?["code"].flatMap(codeNumber) }

  /// `data.code`, else the envelope's, else the HTTP status.
  var code: Int { dataCode ?? envelopeCode ?? reply.status }

  var dataCode: Int? { json?["data"]?["code"].flatMap(codeNumber) }

  /// Whether the envelope itself says that something is wrong.
  var hasErrorCode: Bool {
    guard let envelopeCode else { return false }
    return !(200..<300).contains(envelopeCode) && envelopeCode != 0
  }

  func refusal(_ fallback: String? = nil) -> Refusal {
    let words = message ?? fallback ?? summary
    return Refusal(bounded(words), code: code, httpStatus: reply.status)
  }

  /// What the reply says of the trouble in words; nil when it says none.
  var message: String? {
    guard let json else { return plainBody }
    for candidate in [json["data"]?["error"], json["error"], json["detail"], json["data"]] {
      if let text = candidate.flatMap(words) { return text }
    }
    for candidate in [json["message"], json["msg"], .some(json)] {
      guard let text = candidate.flatMap(words) else { continue }
      // An envelope says "success" of the exchange, not of what it carries.
      if text.lowercased() != "success" { return text }
    }
    return nil
  }

  private var plainBody: String? {
    let text = String(decoding: reply.body.prefix(8_000), as: UTF8.self)
    guard !text.allSatisfy(\.isWhitespace), !text.contains("<"), !text.hasPrefix("{"),
      !text.hasPrefix("[")
    else { return nil }
    return String(text.drop(while: \.isWhitespace))
  }

  /// A reply without words of its own, as in "502 Bad Gateway (HTML page)".
  var summary: String {
    let kind =
      if json != nil {
        "without a reason"
      } else if reply.body.isEmpty {
        "empty reply"
      } else if reply.body.prefix(8_000).contains(UInt8(ascii: "<")) {
        "HTML page"
      } else {
        "unreadable reply of \(reply.body.count) bytes"
      }
    let phrase = reasonPhrase(reply.status).map { " " + $0 } ?? ""
    return "\(reply.status)\(phrase) (\(kind))"
  }
}

/// Text of an error, which may be wrapped once more: `{message}`, `[{msg}]`.
///
/// Each part is asked once. The `first` of a lazy map asks twice, and so 2^60 times of the innermost
/// of 60 lists.
private func words(_ value: JSON) -> String? {
  switch value {
  case .string(let text):
    let text = bounded(text)
    return text.allSatisfy(\.isWhitespace) ? nil : text
  case .object(let object):
    for key in ["message", "msg", "detail", "error"] {
      if let text = object[key].flatMap(words) { return text }
    }
    return nil
  case .array(let list):
    for element in list {
      if let text = words(element) { return text }
    }
    return nil
  case .null, .bool, .number: return nil
  }
}

func codeNumber(_ value: JSON) -> Int? {
  (value.int ?? value.string.flatMap { Int64($0) }).flatMap { Int(exactly: $0) }
}

/// Text, or a number as it is written; nil when there is nothing in it.
func plainText(_ value: JSON) -> String? {
  let text = value.string ?? value.number?.text ?? ""
  return text.isEmpty ? nil : text
}

/// Nil for one that nobody can ask after: over a kilobyte, or with control characters.
func predictionID(_ value: JSON) -> PredictionID? {
  guard let text = plainText(value), text.utf8.count <= 1024,
    !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
  else { return nil }
  return PredictionID(text)
}

/// A message is kept, not a book: 2,000 characters of it, whatever they are.
func bounded(_ message: String) -> String {
  let scalars = message.unicodeScalars
  guard let end = scalars.index(scalars.startIndex, offsetBy: 2_000, limitedBy: scalars.endIndex),
    end < scalars.endIndex
  else { return message }
  return String(scalars[..<end]) + "…"
}
