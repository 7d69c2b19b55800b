import JSON

// The simulator's own pages, under `/sim/`. No key, no faults.

extension Simulator {
  func control(_ request: Request, _ word: String, at now: Int64) -> Reply {
    switch (request.method, word) {
    case ("GET", "health"): return Reply(200, json: #"{"ok":true}"#)
    case ("GET", "ledger"): return Reply(200, json: ledgerText(request, at: now))
    case ("GET", "requests"): return Reply(200, json: requestsText(request))
    case ("GET", "faults"): return Reply(200, json: rulesText)
    case ("POST", "faults"):
      do {
        rules += try rulesRead(request.body)
        return Reply(200, json: rulesText)
      } catch {
        return .refusal(400, error.message)
      }
    case ("DELETE", "faults"):
      rules = []
      return Reply(200, json: rulesText)
    case ("POST", "reset"):
      reset()
      return Reply(200, json: #"{"ok":true}"#)
    default:
      return .refusal(
        404, "no such page; there are /sim/health, ledger, requests, faults and reset")
    }
  }

  /// Text, one rule a line; or JSON: a rule, or a list of them.
  private func rulesRead(_ body: [UInt8]) throws(SpecError) -> [Rule] {
    guard let first = body.first(where: { ![9, 10, 13, 32].contains($0) }),
      [UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "{")].contains(first)
    else {
      let lines = String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline)
      return try lines.map { line throws(SpecError) in try Rule(line) }
    }
    let json: JSON
    do {
      json = try JSON(parsing: body)
    } catch {
      throw SpecError("\(error)")
    }
    return try (json.array ?? [json]).map { item throws(SpecError) in
      guard let text = item.string ?? item["rule"]?.string else {
        throw SpecError(#"a rule is a string, or {"rule":"…"}"#)
      }
      return try Rule(text)
    }
  }

  private var rulesText: String {
    let shown = rules.map { rule in
      #"{"rule":\#(quoted(rule.text)),"matched":\#(rule.matched),"fired":\#(rule.fired)}"#
    }
    return #"{"faults":\#(list(shown))}"#
  }

  private func requestsText(_ request: Request) -> String {
    let limit = request.query("limit").flatMap { Int($0) } ?? 100
    let shown = log.last(max(0, limit)).map { entry in
      #"{"at":"\#(clock.text(entry.moment))","method":\#(quoted(entry.method)),"#
        + #""path":\#(quoted(entry.path)),"bytes":\#(entry.bytes),"status":\#(entry.status),"#
        + #""delivery":\#(quoted(entry.delivery.word)),"#
        + #""delay_ms":\#(entry.delay / 1_000_000)}"#
    }
    return #"{"requests":\#(list(shown))}"#
  }
}
