import Testing

/// What is harmless once, and was not ten thousand times.
struct Much: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let target: FuzzTarget
  let text: String

  private init(_ what: String, _ target: FuzzTarget, _ text: String) {
    testDescription = what
    self.target = target
    self.text = text
  }

  static let ofEach: [Much] = [
    Much("keys of an object", .json, "{\(keys("1"))}"),
    Much("lists within each other", .json, repeated("[")),
    Much(
      "unknown inputs of a job", .imports, #"jsonl\#n{"model":"veo2-i2v","input":{\#(keys("1"))}}"#),
    Much("columns", .imports, "csv\nmodel,\(list { "k\($0)" })\nveo2-i2v,\(list { _ in "x" })"),
    Much("lines", .imports, "jsonl\n" + repeated("[]\n")),
    Much("entries of the history", .replies, reply(#"{"items":[\#(list { #"{"id":\#($0)}"# })]}"#)),
    Much("outputs", .replies, reply(#"{"id":"p","status":"completed","outputs":[\#(texts)]}"#)),
    Much("inputs of a model", .replies, reply("[\(model)]")),
    Much("words on a command line", .arguments, "list\n" + repeated("a\n")),
    Much("letters of an option", .arguments, "-" + repeated("q")),
    Much("escapes", .text, repeated("\u{1B}")),
    Much("people in a family", .text, repeated("\u{1F468}\u{200D}")),
  ]
}

private let number = 20_000

private func repeated(_ text: String) -> String { String(repeating: text, count: number) }

private func list(_ element: (Int) -> String) -> String {
  (0..<number).map(element).joined(separator: ",")
}

private func keys(_ value: String) -> String { list { #""k\#($0)":\#(value)"# } }

private var texts: String { list { #""k\#($0)""# } }

private var model: String {
  let schema = #"{"properties":{\#(keys("{}"))},"required":[\#(texts)]}"#
  let run = #"{"api_path":"/api/v3/a/b","request_schema":\#(schema)}"#
  return #"{"model_id":"a/b","api_schema":{"api_schemas":[\#(run)]}}"#
}

/// An answer that has this in its envelope.
private func reply(_ data: String) -> String { "200\n" + #"{"data":\#(data)}"# }
