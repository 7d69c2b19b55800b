import JSON
import Spool
import WaveSpeed

extension FuzzTarget {
  /// An answer of the API, whatever was asked: all that read answers read this one.
  ///
  /// The first line is the status, and with `|` between the headers Retry-After and Date:
  ///
  ///     429|120|Sun, 06 Nov 1994 08:49:37 GMT
  ///     {"message":"You have reached your concurrency limit"}
  static let replies = FuzzTarget("replies") { bytes in
    guard let reply = APIReply(bytes) else { return }
    try check(SubmitReply(reply, now: now))
    try check(PollReply(reply, of: PredictionID("p1"), now: now))
    try history(reply)
    try money(reply)
    try models(reply)
    try upload(reply)
  }
}

private let now = Timestamp(milliseconds: 1_764_000_000_000)

extension APIReply {
  fileprivate init?(_ bytes: [UInt8]) {
    let (head, body) = bytes.headAndBody
    let parts = head.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard let status = Int(parts[0]), (0...999).contains(status) else { return nil }
    let headers = parts.dropFirst().map { $0.isEmpty ? nil : $0 } + [nil, nil]
    self.init(status: status, body: body, retryAfter: headers[0], date: headers[1])
  }
}

private func check(_ reply: SubmitReply) throws {
  switch reply {
  case .accepted(let report): try check(report)
  case .throttled(let refusal, let wait, holds: _): try check(refusal, wait)
  case .rejected(let refusal), .keyRefused(let refusal), .creditRefused(let refusal),
    .forbidden(let refusal), .unknown(let refusal), .notSent(let refusal):
    try check(refusal)
  }
  if case .notSent = reply { throw BrokenPromise(description: "what was answered was sent") }
}

private func check(_ reply: PollReply) throws {
  switch reply {
  case .report(let report):
    try promise("a poll reports what was asked for", report.prediction.text == "p1")
    try check(report)
  case .throttled(let refusal, let wait): try check(refusal, wait)
  case .notFound(let refusal), .keyRefused(let refusal), .unanswered(let refusal):
    try check(refusal)
  }
}

private func check(_ report: Report) throws {
  let id = report.prediction
  try promise("a prediction has a name", !id.text.isEmpty)
  for version in APIVersion.allCases {
    // Whatever the name is, it stays one part of the path.
    let path = APIRequest.result(id, version).path
    try promise("a path has its parts", path.split(separator: "/").count == 5)
    try promise("a path is plain", path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3F })
  }
  try promise("outputs are bounded", report.outputs.count <= 1000)
  try promise("an output has an address", report.outputs.allSatisfy { !$0.url.isEmpty })
  try promise("flags are bounded", report.nsfw.map { (1...1000).contains($0.count) } ?? true)
  try promise("time runs forward", report.inferenceMilliseconds.map { $0 >= 0 } ?? true)
  switch report.progress {
  case .failed(let failure): try check(failure.refusal)
  case .completed: try promise("what is completed has outputs", !report.outputs.isEmpty)
  case .waiting, .processing, .unfamiliar: break
  }
}

private func check(_ refusal: Refusal, _ wait: Duration? = nil) throws {
  try promise("a refusal says why", !refusal.message.isEmpty)
  // 2,000 and the sign that there is more.
  try promise("a message is bounded", refusal.message.unicodeScalars.count <= 2001)
  try promise("a wait is bounded", wait.map { (.zero ... .seconds(3600)).contains($0) } ?? true)
}

private func history(_ reply: APIReply) throws {
  guard let page = answered({ () throws(APIFailure) in try HistoryPage(reply, now: now) }) else {
    return
  }
  try promise("a page counts its entries", page.count >= page.items.count)
  for item in page.items {
    try check(item.report)
    try promise("inputs are some or none", item.inputs.map { !$0.isEmpty } ?? true)
  }
}

/// No amount is below nothing, and any number of them can be added up.
private func money(_ reply: APIReply) throws {
  // What is left may be a debt.
  _ = answered { () throws(APIFailure) in try Balance(reply, now: now) }
  var amounts: [Money] = []
  if let quote = answered({ () throws(APIFailure) in try Quote(reply, now: now) }) {
    amounts += [quote.price, quote.due]
  }
  if let page = answered({ () throws(APIFailure) in try BillingPage(reply, now: now) }) {
    amounts += page.items.map(\.price)
  }
  try promise("money is never negative", amounts.allSatisfy { $0 >= .zero })
  try promise("sums are never negative", (amounts + amounts).reduce(.zero, +) >= .zero)
}

private func models(_ reply: APIReply) throws {
  guard let page = answered({ () throws(APIFailure) in try ModelsReply(reply, now: now) }) else {
    return
  }
  for model in page.models {
    let path = APIRequest.submit(model, input: []).path
    try promise("a model stays below the API", path.hasPrefix("/api/v") && !path.contains(".."))
    try promise("a model is plain", path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3F })
    try promise("a model reads back", try Model(json: JSON(parsing: model.json.bytes)) == model)
    var input: JSON.Object = [:]
    for wanted in model.inputs { input[wanted.key] = wanted.defaultValue ?? wanted.choices.first }
    _ = model.check(input)
    _ = model.priceKey(for: input)
    try promise("a price is never negative", model.price(for: input).map { $0 >= .zero } ?? true)
  }
}

private func upload(_ reply: APIReply) throws {
  guard let ticket = answered({ () throws(APIFailure) in try UploadTicket(reply, now: now) })
  else { return }
  for text in ticket.headers.flatMap({ [$0.name, $0.value] }) {
    try promise("no line of a request is theirs", text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
  }
}

/// Nil when it is no answer to this question: most are not.
private func answered<Value>(_ read: () throws(APIFailure) -> Value) -> Value? { try? read() }
