import WaveSpeed

extension CommandFailure {
  /// What is wrong with a job's input: told in one line when it is one thing, else thing by thing.
  init(_ problems: [InputProblem], of model: Model) {
    guard let first = problems.first, problems.count == 1 else {
      self.init(
        .usage, "the input of \(model.name) has \(problems.count) faults",
        details: problems.map(\.inOneLine), hint: model.helpHint)
      return
    }
    self.init(
      .usage, "\(model.name): \(first)", hint: first.remedy ?? model.helpHint)
  }
}

extension InputProblem {
  /// With the remedy, where the whole is one line among others.
  var inOneLine: String { remedy.map { "\(self): \($0)" } ?? "\(self)" }
}

extension Model {
  fileprivate var helpHint: String { "'wavespool enqueue \(name) --help' shows its inputs." }
}
