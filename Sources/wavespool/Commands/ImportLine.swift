import JSON
import Spool
import Store
import Terminal
import WaveSpeed

// One line of an import as a job: `{"model", "input", …}`, or a record under a header.

/// What a column of CSV holds.
enum ImportColumn: Equatable {
  case model
  case setting(Setting)
  case input(String)

  /// What a job has besides its model and its input; the same words as keys of JSON lines.
  enum Setting: String, CaseIterable {
    case priority
    case tags
    case key
    case runAfter = "run_after"
    case maxAttempts = "max_attempts"
    case maxPrice = "max_price_usd"
  }

  /// An input that is called like a setting is written `input.NAME`.
  init(_ name: String, isForModel: Bool) {
    if name == "model", isForModel {
      self = .model
    } else if let setting = Setting(rawValue: name) {
      self = .setting(setting)
    } else {
      self = .input(name.hasPrefix("input.") ? String(name.dropFirst(6)) : name)
    }
  }
}

extension ImportCheck {
  mutating func job(_ object: JSON.Object) throws(LineFault) -> NewJob {
    for key in object.keys where !lineKeys.contains(key) {
      let near = didYouMean(key, among: lineKeys)
      throw LineFault(
        "unknown key \(quoted(key)). \(near ?? "There are \(listed(lineKeys, "and")).")")
    }
    let name = object["model"].flatMap { $0.isNull ? nil : $0 }
    if let name, name.string == nil { throw LineFault("model must be text") }
    let model = try model(named: name?.string)
    guard let input = (object["input"] ?? [:]).object else {
      throw LineFault("input must be an object")
    }
    var job = try checked(input, of: model)
    for setting in ImportColumn.Setting.allCases {
      guard let value = object[setting.rawValue], !value.isNull else { continue }
      try job.set(setting, to: value)
    }
    return try job.affordable(book)
  }

  mutating func job(
    _ record: CSVRecord, _ columns: [ImportColumn]
  ) throws(LineFault) -> NewJob {
    // An empty cell is absent.
    let cells = zip(columns, record.cells).filter { !$0.1.isEmpty }
    let model = try model(named: cells.first { $0.0 == .model }?.1)
    var input: JSON.Object = [:]
    var problems: [InputProblem] = []
    for case (.input(let key), let text) in cells {
      if model[input: key]?.picture != nil, text.hasPrefix("@") {
        input[key] = model[input: key]?.kind == .list ? .array([.string(text)]) : .string(text)
        continue
      }
      do throws(InputProblem) {
        input[key] = try model.value(forInput: key, from: text)
      } catch {
        problems.append(error)
      }
    }
    guard problems.isEmpty else { throw LineFault(problems) }
    var job = try checked(input, of: model)
    for case (.setting(let setting), let text) in cells { try job.set(setting, to: text) }
    return try job.affordable(book)
  }

  private mutating func checked(
    _ input: JSON.Object, of model: Model
  ) throws(LineFault) -> NewJob {
    let problems = model.check(PictureIntake.standIn(for: input, of: model))
    guard problems.isEmpty else { throw LineFault(problems) }
    let settled: JSON.Object
    do throws(PictureIntake.Fault) { settled = try pictures.settle(input, of: model) } catch {
      throw LineFault(error.reason)
    }
    var job = NewJob(model.name, input: settled.text)
    job.price = model.price(for: settled)
    return job
  }
}

private let lineKeys = ["model", "input"] + ImportColumn.Setting.allCases.map(\.rawValue)

// All that the database takes: what an export wrote is read, whoever queued it.

extension NewJob {
  fileprivate mutating func set(
    _ setting: ImportColumn.Setting, to value: JSON
  ) throws(LineFault) {
    func wrong(_ form: String) -> LineFault { LineFault("\(setting.rawValue) must be \(form)") }
    switch setting {
    case .priority:
      guard let number = value.int else { throw wrong("a whole number") }
      priority = number
    case .tags:
      let texts = value.array?.compactMap(\.string) ?? []
      guard let list = value.array, texts.count == list.count else {
        throw wrong("a list of texts")
      }
      tags = texts
    case .key:
      guard let text = value.string, !text.isEmpty else { throw wrong("text") }
      dedupKey = text
    case .runAfter:
      guard let time = value.string.flatMap({ Timestamp($0) }) else {
        throw wrong("a time such as \"2026-04-01 12:30\"")
      }
      runAfter = time
    case .maxAttempts:
      guard let number = value.int, number >= 1 else {
        throw wrong("a whole number of at least 1")
      }
      maxAttempts = Int(number)
    case .maxPrice:
      guard let money = value.double.flatMap({ Money(dollars: $0) }), money >= .zero else {
        throw wrong("an amount of dollars")
      }
      maxPrice = money
    }
  }

  /// From a cell: the same values, spelled as text. Tags have commas between them, or are a list
  /// as in JSON.
  fileprivate mutating func set(
    _ setting: ImportColumn.Setting, to text: String
  ) throws(LineFault) {
    switch setting {
    case .key, .runAfter:
      try set(setting, to: .string(text))
    case .tags where !text.hasPrefix("["):
      tags = text.split(separator: ",").map { part in
        String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }.filter { !$0.isEmpty }
    case .tags, .priority, .maxAttempts, .maxPrice:
      // What is no JSON is no number either, and is told so.
      try set(setting, to: (try? JSON(parsing: text)) ?? .string(text))
    }
  }

  fileprivate func affordable(_ book: PriceBook) throws(LineFault) -> NewJob {
    if let maxPrice, let price = price ?? book.price(model, input), maxPrice < price {
      throw LineFault("it costs \(price), and max_price_usd is \(maxPrice.amountText)")
    }
    return self
  }
}
