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

    var built = manifest.targets
    built["TestSupport"] = nil
    #expect(built == Dictionary(uniqueKeysWithValues: house.map { ($0.target, $0.imports) }))
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
