import Testing

@Suite struct `The documents` {
  private let documents = Repository.files.filter { $0.path.hasSuffix(".md") }

  @Test func `tell people to make what can be made`() throws {
    let makefile = targets(ofMakefile: try #require(Repository.file("Makefile")).text)

    for document in documents {
      let unknown = Document(document).madeTargets.subtracting(makefile)
      #expect(unknown.isEmpty, "\(document.path)")
    }
  }

  @Test func `the README shows the demo, the tests and the real thing`() throws {
    let readme = Document(try #require(Repository.file("README.md")))

    #expect(readme.madeTargets.isSuperset(of: ["demo", "test", "run"]))
  }

  @Test func `link to files that are there`() {
    for document in documents {
      let missing = Document(document).links.filter { !Repository.exists($0) }
      #expect(missing == [], "\(document.path)")
    }
  }

  @Test func `commands and links are found where they stand`() {
    let document = Document(
      SourceFile(
        "docs/a.md",
        """
        To make sure, run `make test` or [look](../README.md#first), [there](https://a.b).

        ```console
        $ KEY=1 make run
        ```
        """))

    #expect(document.madeTargets == ["test", "run"])
    #expect(document.links == ["README.md"])
    #expect(targets(ofMakefile: "a-b: c\n\techo d:\n.PHONY: e\nF := 1\n") == ["a-b"])
  }
}
