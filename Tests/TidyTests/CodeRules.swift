// What may not stand in code. Samples that break a rule are strings, and strings are not code, so
// that this file keeps the rules it plants violations of.

extension Rule {
  static let code: [Rule] = [
    .line(
      "no value is forced", in: .swift, at: \.code,
      broken: [
        .sample("let a = b!"), .sample("f(x)!.y"), .sample("let a = b as! C"),
        .sample("let a = \"\\(b!)\""), .sample("var a: Int!"),
      ],
      kept: [.sample("if !a, b != c {}"), .sample("let a = \"b!\"  // c!")],
      forces),
    .line(
      "no error is forced away", in: .swift, at: \.code,
      broken: [.sample("let a = try! b()")], kept: [.sample("let a = try? b()")]
    ) { $0.contains("try!") },
    .line(
      "nothing is public", in: .swift, at: \.code,
      broken: [.sample("public struct A {}"), .sample("open class A {}")],
      kept: [
        .sample("package struct A { let publicName = 1 }"), .sample("open(path, 0)"),
        .test("func `a public name`() {}"),
      ]
    ) { $0.containsWord("public") || $0.containsWord("open class") || $0.contains("open func") },
    .line(
      "tests see what other targets see", in: .swift, at: \.code,
      broken: [.sample("@testable import Spool")], kept: [.sample("import Spool")]
    ) { $0.contains("@testable") },
    .line(
      "no Foundation in the programs", in: .sources, at: \.code,
      broken: [.sample("import Foundation"), .sample("internal import FoundationEssentials")],
      kept: [.sample("import Glibc"), .sample("// import Foundation")]
    ) { (importedModule($0) ?? "").hasPrefix("Foundation") },
    .line(
      "a test waits for what it waits for, and never sleeps", in: .tests, at: \.code,
      broken: [
        .test("sleep(1)"), .test("usleep(100)"), .test("nanosleep(&a, nil)"),
        .test("try await Task.sleep(for: .seconds(1))"), .test("Thread.sleep(1)"),
        .test("poll(nil, 0, 20)"),
      ],
      kept: [
        .test("// sleep(1)"), .test("clock.sleepers(1)"), .test("let asleep = (1)"),
        .test("poll(&waited, 1, patience)"),
      ]
    ) { line in
      ["sleep(", "usleep(", "nanosleep(", "Task.sleep", "Thread.sleep", "poll(nil,"]
        .contains { line.containsWord($0) }
    },
    Rule(
      says: "a test's name is a sentence", place: .tests,
      broken: [
        .test("@Test func testBasics() {}"), .test("@Test func `test_basics`() {}"),
        .test("@Test(arguments: [1])\nfunc itWorks(a: Int) {}"),
      ],
      kept: [
        .test("@Test func `a job is sent once`() {}"), .test("func helper() {}"),
        .test("@Test(arguments: [1])\nfunc `every number is odd`(a: Int) {}"),
      ]
    ) { file in
      testNames(file).filter { !$0.what.hasPrefix("`") || $0.what.hasPrefix("`test") }
    },
  ]

  /// A mark behind something that has a value, which is not the start of `!=`.
  private static func forces(_ line: String) -> Bool {
    guard line.utf8.contains(UInt8(ascii: "!")) else { return false }
    let bytes = Array(line.utf8)
    return bytes.indices.dropFirst().contains { index in
      bytes[index] == UInt8(ascii: "!")
        && (isPartOfName(bytes[index - 1]) || ")]}`\"?>".utf8.contains(bytes[index - 1]))
        && !(index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "="))
        && !line.contains("try!")
    }
  }
}

/// What follows each `@Test`: the name of the next function, as far as its parameters.
private func testNames(_ file: SourceFile) -> [(line: Int, what: String)] {
  var names: [(line: Int, what: String)] = []
  var isTest = false
  for (number, lines) in zip(1..., zip(file.code, file.uncommented)) {
    if lines.0.containsWord("@Test") { isTest = true }
    guard isTest, let function = lines.0.firstRange(of: "func ") else { continue }
    isTest = false
    // The views have the same bytes, but names may hold longer characters than blanks are.
    let start = lines.0[..<function.upperBound].utf8.count
    let name = lines.1.utf8.dropFirst(start).prefix { $0 != UInt8(ascii: "(") }
    names.append((number, String(decoding: Array(name), as: UTF8.self)))
  }
  return names
}

extension SourceFile {
  static func sample(_ text: String) -> SourceFile { SourceFile("Sources/Spool/A.swift", text) }
  static func test(_ text: String) -> SourceFile { SourceFile("Tests/SpoolTests/A.swift", text) }
}
