/// One thing that `wavespoold --check` has looked at, in words for a person.
package struct CheckFinding: Equatable, Sendable {
  package let subject: Subject
  package let verdict: Verdict

  /// May quote what came from outside: made harmless where it is printed.
  package let words: String

  package enum Subject: String, CaseIterable, Sendable {
    case database
    case lock
    case outputs
    case address
    case clock
    case key
  }

  package enum Verdict: Equatable, Sendable {
    case well

    /// Something else kept it from being looked at.
    case unknown

    case problem(remedy: String)
  }

  private init(_ subject: Subject, _ verdict: Verdict, _ words: String) {
    self.subject = subject
    self.verdict = verdict
    self.words = words
  }

  package static func well(_ subject: Subject, _ words: String) -> CheckFinding {
    CheckFinding(subject, .well, words)
  }

  package static func unknown(_ subject: Subject, _ words: String) -> CheckFinding {
    CheckFinding(subject, .unknown, words)
  }

  package static func problem(
    _ subject: Subject, _ words: String, remedy: String
  ) -> CheckFinding {
    CheckFinding(subject, .problem(remedy: remedy), words)
  }

  package var isProblem: Bool {
    switch verdict {
    case .well, .unknown: false
    case .problem: true
    }
  }
}
