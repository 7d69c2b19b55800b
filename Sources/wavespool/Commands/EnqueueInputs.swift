import JSON
import Terminal
import WaveSpeed

/// The input of one job, put together from a file, from `KEY=VALUE` and from what `KEY=@FILE` names.
struct InputAssembly {
  private let model: Model
  private var input: JSON.Object
  private var problems: [InputProblem] = []

  init(for model: Model) {
    self.model = model
    input = [:]
  }

  /// The whole input, checked. Pictures are still where they were named. What is missing is asked
  /// for, where there is somebody to ask.
  static func input(
    for model: Model, from source: InputSource?, and assignments: [Assignment],
    asking console: Console? = nil
  ) throws(CommandFailure) -> JSON.Object {
    var assembly = InputAssembly(for: model)
    if let source { try assembly.read(source) }
    try assembly.take(assignments)
    if let console { try assembly.askForWhatIsMissing(console) }
    return try assembly.checked()
  }

  /// Only where nothing else is wrong: nobody should type a prompt to be told of a bad number.
  private mutating func askForWhatIsMissing(_ console: Console) throws(CommandFailure) {
    var missing = model.inputs.filter { $0.isRequired && input[$0.key] == nil }
    guard !missing.isEmpty, problems.isEmpty,
      otherProblems.allSatisfy({ if case .missing = $0 { true } else { false } })
    else { return }
    while let wanted = missing.first {
      for line in wanted.description.visible.wrapped(to: (console.err.width ?? 80) - 1) {
        console.err.line(console.err.paint(line, .dim))
      }
      // Nothing typed is no answer: what is missing is told as it is to a script.
      guard let answer = console.ask("\(wanted.key.visible):"), !answer.isEmpty else { return }
      try take(Assignment(key: wanted.key, value: answer))
      let wrong = problems + otherProblems.filter { $0.key == wanted.key }
      problems = []
      if let wrong = wrong.first {
        input[wanted.key] = nil
        console.err.hang("  ", .red, wrong.inOneLine)
      } else {
        missing.removeFirst()
      }
    }
  }

  /// The input of a job that is there already, with some of it changed; all of it checked again.
  static func input(
    for model: Model, changing input: JSON.Object, by assignments: [Assignment]
  ) throws(CommandFailure) -> JSON.Object {
    var assembly = InputAssembly(for: model)
    assembly.input = input
    try assembly.take(assignments)
    return try assembly.checked()
  }

  private mutating func take(_ assignments: [Assignment]) throws(CommandFailure) {
    var given: Set<String> = []
    for assignment in assignments {
      guard given.insert(assignment.key).inserted else {
        throw .usage("\(quoted(assignment.key)) is given twice", hint: "Give each input once.")
      }
      try take(assignment)
    }
  }

  private mutating func read(_ source: InputSource) throws(CommandFailure) {
    let bytes = try SourceFile.bytes(of: source, atMost: JSON.Limits.standard.bytes)
    let name = source.name
    let json: JSON
    do throws(JSONError) {
      json = try JSON(parsing: bytes)
    } catch {
      throw .usage("\(name) is not JSON: \(error)")
    }
    guard let object = json.object else {
      throw .usage(
        "\(name) is JSON, but not an object", hint: "Say it like {\"prompt\": \"a cat\"}.")
    }
    input = object
  }

  private mutating func take(_ assignment: Assignment) throws(CommandFailure) {
    var text = assignment.value
    if text.hasPrefix("@") {
      guard let wanted = model[input: assignment.key] else {
        return read(assignment.key, "")
      }
      guard wanted.picture == nil else {
        // Not text: it is looked into once all else is in order.
        input[assignment.key] =
          wanted.kind == .list ? .array([.string(text)]) : .string(text)
        return
      }
      text = try contents(of: String(text.dropFirst()), for: assignment.key)
    }
    read(assignment.key, text)
  }

  private mutating func read(_ key: String, _ text: String) {
    do throws(InputProblem) {
      input[key] = try model.value(forInput: key, from: text)
    } catch {
      input[key] = nil
      problems.append(error)
    }
  }

  /// What an editor wrote: text, and the line end that it leaves at the end of a file.
  private func contents(of path: String, for key: String) throws(CommandFailure) -> String {
    guard !path.isEmpty else {
      throw .usage("\(key)=@ names no file", hint: "Say it like \(key)=@prompt.txt.")
    }
    let source: InputSource = path == "-" ? .standardInput : .file(path)
    let bytes = try SourceFile.bytes(of: source, atMost: Model.largestInput)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .usage("\(path) is not text: it is not UTF-8")
    }
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// An input whose value was no good is told of once, and not as missing as well.
  private func checked() throws(CommandFailure) -> JSON.Object {
    let known = Set(problems.compactMap(\.key))
    let others = otherProblems.filter { $0.key.map { !known.contains($0) } ?? true }
    let all = problems + others
    guard all.isEmpty else { throw CommandFailure(all, of: model) }
    return input
  }

  /// What the model says of the whole.
  private var otherProblems: [InputProblem] {
    model.check(PictureIntake.standIn(for: input, of: model))
  }
}
