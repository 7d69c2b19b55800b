import Testing

@Suite struct `The schema's steps` {
  private let first = SourceFile("migrations/v0001_jobs.sql", "-- Jobs.\n")

  @Test func `are numbered, embedded, and unchanged since they shipped`() throws {
    let manifest = try #require(Repository.file("Package.swift")).text
    let folder = Repository.files.filter { $0.path.hasPrefix("migrations/") }

    #expect(!folder.isEmpty)
    #expect(complaints(about: folder, frozen: frozenMigrations, manifest: manifest) == [])
  }

  @Test func `a gap in the numbers is found`() {
    let third = SourceFile("migrations/v0003_more.sql", "")

    let found = complaints(
      about: [first, third], frozen: [:], manifest: "\"v0001_jobs.sql\" \"v0003_more.sql\"")

    #expect(found == ["v0003_more.sql is not named v0002_….sql"])
  }

  @Test func `a step that no program carries is found`() {
    #expect(
      complaints(about: [first], frozen: [:], manifest: "")
        == ["v0001_jobs.sql is not in Package.swift"])
  }

  @Test func `a shipped step that was changed or removed is found`() {
    let manifest = "\"v0001_jobs.sql\""
    let shipped = [first.name: fingerprint(first.text)]
    let changed = SourceFile(first.path, first.text + "\n")

    #expect(complaints(about: [first], frozen: shipped, manifest: manifest) == [])
    #expect(complaints(about: [changed], frozen: shipped, manifest: manifest).count == 1)
    #expect(complaints(about: [], frozen: shipped, manifest: manifest).count == 1)
  }
}
