// What is promised to the compiler is explained to the reader.

extension Rule {
  static let promises: [Rule] = [
    Rule(
      says: "a promise to the compiler has its SAFETY reason above it", place: .swift,
      broken: [
        .sample("final class A: @unchecked Sendable {}"),
        .sample("// SAFETY: of something else.\n\nnonisolated(unsafe) var a = 1"),
      ],
      kept: [
        .sample("// SAFETY: never written after init.\nnonisolated(unsafe) var a = 1"),
        .sample("/// A.\n// SAFETY: locked.\n@frozen\nfinal class A: @unchecked Sendable {}"),
      ]
    ) { file in
      unexplained(in: file, ["@unchecked", "nonisolated(unsafe)"]) { $0.contains("SAFETY") }
    },
    Rule(
      says: "a file that keeps an object alive by hand says why that is safe", place: .sources,
      broken: [
        .sample("/// A box.\nlet b = unsafe unsafeBitCast(a, to: Int.self)"),
        .sample("let b = unsafe Unmanaged.passRetained(a)"),
      ],
      kept: [
        .sample("// SAFETY, for all: given back once.\nlet b = unsafe Unmanaged.passRetained(a)"),
        .sample("// Unmanaged is not used here."),
      ]
    ) { file in
      if file.comments.contains(where: { $0.contains("SAFETY") }) { return [] }
      return zip(1..., file.code)
        .filter { $0.1.containsWord("Unmanaged") || $0.1.containsWord("unsafeBitCast") }
        .map { ($0.0, trimmed($0.1)) }
    },
    Rule(
      says: "a type that is declared safe says why it is", place: .sources,
      broken: [.sample("@safe struct A {}"), .sample("/// B.\nlet b = 1\n\n@safe struct A {}")],
      kept: [.sample("/// Owns its handle and closes it once.\n@safe struct A {}")]
    ) { file in
      unexplained(in: file, ["@safe"]) { !trimmed($0).isEmpty }
    },
  ]

  /// The lines with one of `words` in whose paragraph, upwards to an empty line, no comment explains.
  private static func unexplained(
    in file: SourceFile, _ words: [String], by explains: (String) -> Bool
  ) -> [(line: Int, what: String)] {
    file.code.indices.filter { index in
      words.contains { file.code[index].containsWord($0) }
        && !paragraph(before: index, of: file).contains { explains(file.comments[$0]) }
    }.map { ($0 + 1, trimmed(file.code[$0])) }
  }

  private static func paragraph(before index: Int, of file: SourceFile) -> ClosedRange<Int> {
    var first = index
    while first > 0, !trimmed(file.code[first - 1] + file.comments[first - 1]).isEmpty {
      first -= 1
    }
    return first...index
  }
}
