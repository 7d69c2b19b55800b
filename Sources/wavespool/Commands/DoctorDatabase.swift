import SQLite
import Spool
import Store
import Terminal

// The patient's body: the database's file, and what is around it.

extension Session {
  func place() -> [Diagnosis] {
    [.well("database", "\(location.path), \(location.reason), on a local file system")]
  }

  func damage(_ vitals: Vitals) -> [Diagnosis] {
    guard vitals.damage.isEmpty else {
      return vitals.damage.map { words in
        .finding(
          "database", "it is damaged: \(words)",
          "Stop wavespoold, move the file and its -wal away to keep them, then "
            + "'wavespool db restore' a backup.")
      }
    }
    return [
      .well(
        "database",
        "no damage in \(byteWords(vitals.bytes)), schema \(vitals.schema)"
          + (vitals.freeBytes > vitals.bytes / 4 && vitals.freeBytes > 100_000_000
            ? "; \(byteWords(vitals.freeBytes)) are unused: 'wavespool db vacuum' gives them back"
            : ""))
    ]
  }

  func locks(
    _ isLocked: Bool, _ holders: Set<LockHolder>, _ around: Surroundings, _ health: Health
  ) -> [Diagnosis] {
    let log = byteWords(around.logBytes)
    if isLocked {
      let writers = names(of: holders, that: .writing)
      return [
        .finding(
          "locks",
          "somebody has held a write transaction open for a second"
            + (writers.isEmpty ? "" : ": \(writers)"),
          "End it there: nothing can be queued or submitted meanwhile.")
      ]
    }
    // The daemon writes the log back and cuts it to 64 MiB, unless a reader stands in the way.
    if around.logBytes > 200_000_000, health.holder != nil {
      let readers = names(of: holders, that: .reading)
      return [
        .finding(
          "locks", "the log has grown to \(log): somebody reads an old state of the database",
          readers.isEmpty ? "Close what has the database open." : "Close what \(readers) has open.")
      ]
    }
    return [.well("locks", "nobody stands in the way; the log beside it has \(log)")]
  }

  private func names(of holders: Set<LockHolder>, that lock: LockHolder.Lock) -> String {
    let chosen = holders.filter { $0.lock == lock }.sorted { $0.pid < $1.pid }
    return listed(chosen.map(\.name), "and")
  }

  func permissions(_ around: Surroundings) -> [Diagnosis] {
    var found: [Diagnosis] = around.unwritable.map { place in
      .finding(
        "files", "\(place.path) cannot be written: \(place.reason)",
        "You need write permission on the file and on its folder (the group wavespool?).")
    }
    if around.isOpenToAll {
      found.append(
        .finding(
          "files", "anybody on this machine may write \(location.path), and so spend your money",
          "chmod o-w '\(location.path)'"))
    }
    return found.isEmpty && databaseIsThere
      ? [.well("files", "this user may write the database, its log and its folder")] : found
  }

  func room(_ around: Surroundings, _ vitals: Vitals?) -> [Diagnosis] {
    guard around.freeBytes < .max else { return [] }
    let free = byteWords(around.freeBytes)
    if around.freeBytes < 64 << 20 {
      return [
        .finding(
          "space", "\(free) are free on the disk of the database",
          "Make room there: without it nothing is submitted.")
      ]
    }
    return [.well("space", "\(free) are free on the disk of the database")]
  }

  /// What was written into the table by hand, and is no value.
  func misread(_ settings: [String: String]) -> [Diagnosis] {
    SettingKey.allCases.compactMap { key in
      guard let text = settings[key.rawValue], key.normalized(text) == nil else { return nil }
      return .finding(
        "settings",
        "\(key.rawValue) is set to \(quoted(text)), which is not understood: \(key.inForce(text)) "
          + "holds",
        "Set it with 'wavespool config \(key.rawValue) VALUE', to \(key.form).")
    }
  }

  /// Before 3.51.3 two connections that write the log back at once may, rarely, damage it.
  func library() -> [Diagnosis] {
    let version = libraryVersion
    let words = "SQLite \(version / 1_000_000).\(version / 1000 % 1000).\(version % 1000)"
    // The wavespool programs leave that to the daemon: a remark, and nothing to be done.
    let isOld = version < 3_051_003
    let remark = "; before 3.51.3 one program alone should write the log back, as wavespoold does"
    return [.well("library", words + (isOld ? remark : ""))]
  }
}
