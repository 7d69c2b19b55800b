// Results are fetched from here, in one piece or in ranges. The key does not belong here.

extension Simulator {
  func output(_ request: Request, _ name: String, _ file: String, at now: Int64) -> Reply {
    guard let index = find(name) else { return .refusal(404, "no such output") }
    let prediction = predictions[index]
    let fate = ledger.fate(of: prediction)
    let model = ledger.model(of: prediction)
    let kind = OutputFile.kind(fate, model)
    guard prediction.hasFinished(at: now), fate.ending == .completed,
      let number = (0..<fate.count).first(where: { file == "\($0).\(kind.rawValue)" })
    else { return .refusal(404, "no such output") }
    ledger.fetched(index, withKey: request.header("Authorization") != nil)
    let attempt = Int(predictions[index].fetches)
    var effect: Effect?
    if request.query("moved") == nil {
      effect =
        self.effect(
          on: Occasion(
            scope: .output, model: model, body: ledger.body(of: prediction), attempt: attempt))
        ?? ledger.scripts[index]?.effect(.output, attempt: attempt)
    }
    let salt = effect?.twist == .changed ? UInt64(attempt) : 0
    let bytes = OutputFile(
      name: name, number: number, kind: kind, size: options.outputBytes, salt: salt)
    return applied(effect, to: FileReply.reply(bytes, to: request), of: request)
  }
}

/// A file as HTTP serves it: whole, in part, or not again.
enum FileReply {
  static func reply(_ file: OutputFile, to request: Request) -> Reply {
    var reply = Reply(200, contentType: file.contentType, body: file.bytes)
    reply.headers = [("ETag", file.tag), ("Accept-Ranges", "bytes")]
    if request.header("If-None-Match") == file.tag {
      reply.status = 304
      reply.body = []
      return reply
    }
    guard let wanted = request.header("Range"),
      request.header("If-Range").map({ $0 == file.tag }) ?? true,
      let range = range(wanted, of: file.bytes.count)
    else { return reply }
    guard let range else {
      reply.status = 416
      reply.headers.append(("Content-Range", "bytes */\(file.bytes.count)"))
      reply.body = []
      return reply
    }
    reply.status = 206
    reply.headers.append(
      ("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.bytes.count)"))
    reply.body = Array(file.bytes[range])
    return reply
  }

  /// `bytes=0-99`, `bytes=100-`, `bytes=-100`. Nil for what is not understood and hence ignored,
  /// `.some(nil)` for a range that is not there.
  private static func range(_ text: String, of count: Int) -> Range<Int>?? {
    guard text.hasPrefix("bytes="), !text.contains(",") else { return nil }
    let ends = text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2 else { return nil }
    switch (Int(ends[0]), Int(ends[1])) {
    case (nil, let suffix?) where ends[0].isEmpty:
      return suffix > 0 ? max(0, count - suffix)..<count : .some(nil)
    case (let first?, let last):
      guard last != nil || ends[1].isEmpty, last ?? first >= first else { return nil }
      return first < count ? first..<min(count, (last ?? count - 1) + 1) : .some(nil)
    case (nil, _): return nil
    }
  }
}
