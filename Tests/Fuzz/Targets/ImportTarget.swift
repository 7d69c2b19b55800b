import JSON
import Spool
import Store
import WaveSpeed
import wavespool

extension FuzzTarget {
  /// A file to import. The first line says how it is written, and `--model` if there is one:
  ///
  ///     csv veo2-i2v
  ///     image,prompt
  static let imports = FuzzTarget("imports") { bytes in
    let (head, file) = bytes.headAndBody
    let words = head.split(separator: " ")
    let format: Import.Format = words.first == "csv" ? .csv : .jsonl
    var model: Model?
    if words.count > 1, case .found(let found) = Catalog.builtIn.find(String(words[1])) {
      model = found
    }
    let whole = imported([file[...]], as: format, model)
    // How a file arrives in pieces is chance.
    let inPieces = imported(file.pieces(of: file.count % 7 + 1), as: format, model)
    try promise("a file is the same in any pieces", whole == inPieces)
    switch whole {
    case .failure(let failure):
      let words = [failure.message] + failure.details + [failure.hint ?? ""]
      try promise("no fault moves the cursor", words.allSatisfy(\.isHarmless))
      try promise("faults are bounded", words.count <= 23)
    case .success(let jobs):
      for job in jobs { try check(job) }
      _ = jobs.compactMap(\.price).reduce(.zero, +)
    }
  }
}

private func imported(
  _ pieces: [ArraySlice<UInt8>], as format: Import.Format, _ model: Model?
) -> Result<[NewJob], CommandFailure> {
  var check = ImportCheck(
    catalog: .builtIn, model: model, tags: ["spring"],
    pictures: PictureIntake(besideDatabase: nowhere, takesStandardInput: false) {})
  var reader = ImportReader(format)
  for piece in pieces { reader.read(piece, &check) }
  reader.finish(&check)
  let jobs = check.jobs
  return Result { () throws(CommandFailure) in
    try check.mustBeFaultless("the file")
    return jobs
  }
}

/// No picture is taken in: there is no such folder to keep it in.
private let nowhere = "/nonexistent/queue.db"

private func check(_ job: NewJob) throws {
  guard let model = Catalog.builtIn[job.model] else {
    throw BrokenPromise(description: "a job has a model")
  }
  guard let input = try JSON(parsing: job.input).object else {
    throw BrokenPromise(description: "an input is an object")
  }
  try promise("an input is what its model takes", model.check(input).isEmpty)
  try promise("an input is sent as it is kept", input.text == job.input)
  try promise("a price is never negative", job.price.map { $0 >= .zero } ?? true)
  try promise("a cap is never negative", job.maxPrice.map { $0 >= .zero } ?? true)
  if let price = job.price, let most = job.maxPrice {
    try promise("a job is within its cap", price <= most)
  }
  try promise("attempts are bounded", job.maxAttempts.map { (1...1000).contains($0) } ?? true)
  try promise("priorities are bounded", Int32(exactly: job.priority) != nil)
  try promise("a key says something", job.dedupKey.map { !$0.isEmpty } ?? true)
  try promise("a tag says something", !job.tags.contains("") && job.tags.contains("spring"))
  try promise("tags are different", Set(job.tags).count == job.tags.count)
}
