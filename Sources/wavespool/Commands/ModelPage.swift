import JSON
import Spool
import Terminal
import WaveSpeed

/// What a person needs to know of a model to write a job for it.
struct ModelPage {
  private let model: Model
  private let width: Int

  /// Nobody reads lines across a wide screen: they end at 80 columns at the latest.
  init(_ model: Model, width: Int?) {
    self.model = model
    self.width = max(40, min(width ?? 80, 80))
  }

  func write(to output: TextOutput) {
    output.line(output.paint(model.name.text.visible, .bold))
    let about = model.description.isEmpty ? model.title : model.description
    if about != model.name.text {
      for line in about.visible.wrapped(to: width) { output.line(line) }
    }
    output.line()
    output.line(output.paint("Inputs:", .bold))
    let column = 4 + model.inputs.reduce(0) { max($0, $1.key.visible.columns) }
    for input in model.inputs {
      let texts = texts(about: input).flatMap { $0.wrapped(to: width - column) }
      for (place, text) in texts.enumerated() {
        output.line(("  " + (place == 0 ? input.key.visible : "")).padded(to: column) + text)
      }
    }
    output.line()
    for line in "Price: \(model.priceInWords).".visible.wrapped(to: width) { output.line(line) }
    output.line()
    output.line(output.paint("Example:", .bold))
    output.line("  " + example.joined(separator: " \\\n    "))
  }

  private func texts(about input: Model.Input) -> [String] {
    var facts = [input.form]
    if input.isRequired { facts.append("required") }
    if let value = input.defaultValue { facts.append("default \(value.string ?? value.text)") }
    let line = facts.joined(separator: "; ").visible
    return input.description.isEmpty ? [line] : [line, input.description.visible]
  }

  /// As typed, with each input that must be there.
  private var example: [String] {
    let parts = model.inputs.filter(\.isRequired).map { input in
      if input.picture != nil { return "\(input.key)=https://example.com/picture.jpg" }
      let value = input.choices.first ?? input.defaultValue ?? input.sample
      let text = value.string ?? value.text
      return value.double == nil ? "\(input.key)='\(text)'" : "\(input.key)=\(text)"
    }
    return (["wavespool enqueue \(model.name)"] + parts).map(\.visible)
  }
}

extension Model.Input {
  /// A value that it would take, or a sign that one is to be thought of.
  fileprivate var sample: JSON {
    switch kind {
    case .whole, .number:
      range.minimum.map { .number($0) } ?? range.maximum.map { .number($0) } ?? 1
    case .flag: true
    case .list: []
    case .object: [:]
    case .text, .anything: "…"
    }
  }

  /// As in `3 to 20, a whole number`.
  fileprivate var form: String {
    if picture != nil { return kind == .list ? "addresses of pictures" : "address of a picture" }
    if !choices.isEmpty {
      return listed(choices.map { $0.string ?? $0.text }, "or")
    }
    let bounds = range.minimum == nil && range.maximum == nil ? "" : ", \(range)"
    return "\(kind)\(bounds)"
  }
}

extension Model {
  var shortPrice: String {
    switch priceRule {
    case .unknown: return "?"
    case .perRun(let price): return "\(price)"
    case .perSecond(let rule):
      let rates = rule.rates.values.sorted()
      guard let least = rates.first, let most = rates.last else { return "?" }
      return least == most ? "\(least)/s" : "\(least)-\(most)/s"
    }
  }

  fileprivate var priceInWords: String {
    switch priceRule {
    case .unknown: return "not stated here; WaveSpeedAI's page of the model tells"
    case .perRun(let price): return "\(price) a run"
    case .perSecond(let rule):
      let rates = rule.rates.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        .map { "\($0.value) (\($0.key))" }
      return "a second of \(rule.seconds) is \(listed(rates, "or")), by \(rule.selector); at "
        + "least \(rule.billed.lowerBound) s and at most \(rule.billed.upperBound) s are billed"
    }
  }
}
