import JSON
import SQLite
import Spool
import Store
import Terminal

extension Doctor {
  /// Fails when something was found; what, and what to do about it, is on stdout.
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let diagnoses = session.diagnoses()
    let findings = diagnoses.count { $0.remedy != nil }
    if session.wantsJSON {
      session.print(.array(diagnoses.map(\.json)))
    } else {
      for diagnosis in diagnoses { session.tell(diagnosis) }
      session.note(
        findings == 0
          ? "Nothing is wrong on this side. 'wavespoold --check' looks at the other."
          : "\(counted(findings, "finding")).")
    }
    return findings == 0 ? .done : .failed
  }
}

extension Session {
  fileprivate func tell(_ diagnosis: Diagnosis) {
    let isWell = diagnosis.remedy == nil
    let mark = out.paint(isWell ? "✓" : "!", isWell ? .green : .yellow)
    let start = " " + diagnosis.subject.padded(to: 8) + "  "
    for (place, line) in hungLines(" " + start, diagnosis.words, width: out.width).enumerated() {
      out.line(place == 0 ? mark + line.dropFirst() : line)
    }
    guard let remedy = diagnosis.remedy else { return }
    let indent = String(repeating: " ", count: start.columns + 1)
    for line in hungLines(indent, remedy, width: out.width) { out.line(out.paint(line, .bold)) }
  }

  /// Where the database cannot be read, what lies around it is looked at all the same.
  fileprivate func diagnoses() -> [Diagnosis] {
    let around = Surroundings(of: location.path)
    do throws(CommandFailure) {
      let health = try self.health()
      let now = self.now
      let vitals = try reading { store throws(SQLiteError) in try store.vitals(at: now) }
      let settings = try reading { store throws(SQLiteError) in try store.settings() }
      let isLocked = try isWriteLocked()
      let holders = lockHolders(of: location.path)
      return place() + damage(vitals) + locks(isLocked, holders, around, health)
        + permissions(around) + room(around, vitals) + library() + misread(settings)
        + daemon(health, around) + account(health, vitals) + clock(health, vitals)
        + attention(health)
    } catch {
      let remedy = error.hint ?? "'wavespoold --check' looks at it as the daemon would."
      return [.finding("database", error.message, remedy)] + permissions(around)
        + room(around, nil) + library()
    }
  }

  /// A whole second: none of our own transactions takes a tenth of that.
  private func isWriteLocked() throws(CommandFailure) -> Bool {
    let store = try reader()
    do throws(StoreError) {
      return try store.isWriteLocked(for: .seconds(1))
    } catch {
      // Who may not write is told so with the permissions.
      if case .readOnly = error { return false }
      throw CommandFailure(error)
    }
  }
}
