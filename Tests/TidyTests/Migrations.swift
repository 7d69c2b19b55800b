/// The schema's steps. One that has shipped is frozen: people's databases were made by it, and a
/// correction is the next step. Shipping a release adds its steps here.
let frozenMigrations: [String: UInt64] = [:]

/// What is wrong with `files`, all of the folder `migrations`.
func complaints(
  about files: [SourceFile], frozen: [String: UInt64], manifest: String
) -> [String] {
  var complaints: [String] = []
  let steps = files.map(\.name).filter { $0.hasSuffix(".sql") }.sorted()
  for (number, step) in zip(1..., steps) {
    let digits = String(number)
    let prefix = "v" + String(repeating: "0", count: 4 - digits.utf8.count) + digits + "_"
    if !step.hasPrefix(prefix) { complaints.append("\(step) is not named \(prefix)….sql") }
    if !manifest.contains("\"\(step)\"") { complaints.append("\(step) is not in Package.swift") }
  }
  for (step, expected) in frozen.sorted(by: { $0.key < $1.key }) {
    let file = files.first { $0.name == step }
    if file.map({ fingerprint($0.text) }) != expected {
      complaints.append("\(step) has shipped and was changed since: write the next step instead")
    }
  }
  return complaints
}

/// FNV-1a, 64 bits: enough to notice a change that nobody tries to hide.
func fingerprint(_ text: String) -> UInt64 {
  text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
