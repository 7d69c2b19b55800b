import JSON
import Spool
package import Store
import Terminal
package import WaveSpeed

/// Makes checked jobs of what an import has read, and remembers what is wrong with the rest.
package struct ImportCheck {
  private let catalog: Catalog
  let book: PriceBook
  private let model: Model?
  private let tags: [String]
  var pictures: PictureIntake
  package private(set) var jobs: [NewJob] = []
  private(set) var lines = 0

  /// The first ones; the others are only counted.
  private var faults: [String] = []
  private var faultCount = 0

  /// A hundred thousand lines name a handful of models.
  private var found: [String: Model] = [:]

  package init(
    catalog: Catalog, quotes: [Quoted] = [], model: Model?, tags: [String],
    pictures: PictureIntake
  ) {
    self.pictures = pictures
    self.catalog = catalog
    book = PriceBook(catalog, quotes: quotes)
    self.model = model
    self.tags = tags
  }

  /// What else decides whether an import is the same again. Nothing for a plain one: then the
  /// digest is what `sha256sum` says of the file.
  var digestSuffix: [UInt8] {
    let words =
      (model.map { ["model", $0.name.text] } ?? []) + tags.sorted().flatMap { ["tag", $0] }
    return words.flatMap { [0] + Array($0.utf8) }
  }

  package func mustBeFaultless(_ name: String) throws(CommandFailure) {
    guard let first = faults.first else { return }
    if faultCount == 1 { throw .usage("\(name), \(first)", hint: "Nothing was added.") }
    let more = faultCount - faults.count
    throw CommandFailure(
      .usage, "\(name) has \(faultCount) bad lines: nothing was added",
      details: faults + (more > 0 ? ["… and \(more) more"] : []))
  }

  mutating func add(fault reason: String, onLine line: Int) {
    faultCount += 1
    if faults.count < 20 { faults.append("line \(line): \(reason)") }
  }

  mutating func take(line bytes: [UInt8], _ number: Int) {
    lines += 1
    do throws(LineFault) {
      let json: JSON
      do throws(JSONError) { json = try JSON(parsing: bytes) } catch {
        throw LineFault("not JSON: \(error.reason) (column \(error.column))")
      }
      guard let object = json.object else {
        throw LineFault("not an object: a job is one object on one line")
      }
      add(try job(object))
    } catch {
      add(fault: error.reason, onLine: number)
    }
  }

  mutating func take(_ record: CSVRecord, _ columns: [ImportColumn]) {
    lines += 1
    do throws(LineFault) {
      add(try job(record, columns))
    } catch {
      add(fault: error.reason, onLine: record.line)
    }
  }

  private mutating func add(_ job: NewJob) {
    var job = job
    job.tags = (job.tags + tags).withoutRepetition
    jobs.append(job)
  }

  /// The model that a line names; the one of `--model` for all of them.
  mutating func model(named text: String?) throws(LineFault) -> Model {
    guard let text else {
      if let model { return model }
      throw LineFault("it names no model")
    }
    let named = try look(up: text)
    if let model, model.name != named.name {
      throw LineFault("its model is \(named.name), and --model is \(model.name)")
    }
    return named
  }

  private mutating func look(up text: String) throws(LineFault) -> Model {
    if let model = found[text] { return model }
    switch catalog.find(text) {
    case .found(let model):
      found[text] = model
      return model
    case .ambiguous(let names):
      throw LineFault("\(quoted(text)) may be any of \(listed(names.map(\.text), "and"))")
    case .unknown(let suggestions):
      let near = listed(suggestions.map(\.text), "or")
      let hint = near.isEmpty ? "" : "; did you mean \(near)?"
      throw LineFault("no model is called \(quoted(text))\(hint)")
    }
  }

  /// What a header means; nil when it is no good, which is a fault of its line.
  mutating func columns(_ header: [String]) -> [ImportColumn]? {
    let columns = header.map { ImportColumn($0, isForModel: model == nil) }
    if model == nil, !columns.contains(.model) {
      add(fault: "the header has no column 'model', and there is no --model", onLine: 1)
      return nil
    }
    guard let model else { return columns }
    for case .input(let key) in columns where model[input: key] == nil {
      let near = didYouMean(key, among: model.inputs.map(\.key)).map { ". " + $0 } ?? ""
      add(fault: "\(model.name) has no input \(quoted(key))\(near)", onLine: 1)
      return nil
    }
    return columns
  }
}

/// Why a line is no job.
struct LineFault: Error {
  let reason: String

  init(_ reason: String) {
    self.reason = reason
  }

  init(_ problems: [InputProblem]) {
    let shown = problems.prefix(3).map(\.inOneLine).joined(separator: "; ")
    reason = shown + (problems.count > 3 ? "; and \(problems.count - 3) more" : "")
  }
}
