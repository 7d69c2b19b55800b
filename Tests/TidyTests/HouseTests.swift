import Testing

@Suite struct `The house` {
  @Test func `stands on the ground: every target imports only those below it`() {
    var built: Set<String> = []
    for (target, imports) in house {
      #expect(imports.isSubset(of: built), "\(target)")
      built.insert(target)
    }
  }

  @Test func `is built as it is drawn: the manifest has these targets and dependencies`() throws {
    let manifest = Manifest(try #require(Repository.file("Package.swift")).text)

    #expect(differences(between: manifest.targets, and: house) == [])
  }

  @Test func `has a test target for every folder of tests`() throws {
    let manifest = try #require(Repository.file("Package.swift")).text
    let folders = Set(
      Repository.files.compactMap { file in
        let parts = file.path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Tests" && parts[1].hasSuffix("Tests")
          ? String(parts[1]) : nil
      })

    #expect(!folders.isEmpty)
    for folder in folders.sorted() {
      #expect(manifest.contains("name: \"\(folder)\""), "the tests in \(folder) do not run")
    }
  }

  @Test func `a dependency that is not drawn, or not built, is found`() {
    let drawn: [(target: String, imports: Set<String>)] = [("A", []), ("B", ["A"]), ("C", [])]

    #expect(differences(between: ["A": [], "B": ["A"], "C": []], and: drawn) == [])
    #expect(
      differences(between: ["A": ["D"], "B": [], "D": []], and: drawn) == [
        "A depends on D, which Arrows.swift does not allow", "B does not depend on A",
        "C is not in Package.swift", "D is not in Arrows.swift",
      ])
  }

  @Test func `the manifest's reader sees every dependency`() {
    let manifest = Manifest(
      """
      targets: [
        .systemLibrary(name: "CA", pkgConfig: "a", providers: [.apt(["liba-dev"])]),
        // .target(name: "Gone", dependencies: ["CA"]),
        .target(
          name: "B", dependencies: ["CA", "D"],
          resources: [.embedInCode("b.sql")]),
        .executableTarget(name: "e"),
        .testTarget(name: "BTests", dependencies: ["B"]),
      ]
      """)

    #expect(manifest.targets == ["CA": [], "B": ["CA", "D"], "e": []])
  }
}

private func differences(
  between built: [String: Set<String>], and drawn: [(target: String, imports: Set<String>)]
) -> [String] {
  var differences: [String] = []
  for (target, imports) in drawn {
    guard let dependencies = built[target] else {
      differences.append("\(target) is not in Package.swift")
      continue
    }
    differences += dependencies.subtracting(imports).sorted()
      .map { "\(target) depends on \($0), which Arrows.swift does not allow" }
    differences += imports.subtracting(dependencies).sorted()
      .map { "\(target) does not depend on \($0)" }
  }
  let known = Set(drawn.map(\.target))
  return differences
    + Set(built.keys).subtracting(known).sorted().map { "\($0) is not in Arrows.swift" }
}
