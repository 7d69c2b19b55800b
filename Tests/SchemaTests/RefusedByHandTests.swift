import Testing

@Suite struct `By hand it is refused` {
  @Test(arguments: Refused.inserts, Shell.Manner.allCases)
  func `to insert`(_ refused: Refused, in manner: Shell.Manner) throws {
    try expectRefusal(refused, manner)
  }

  @Test(arguments: Refused.replacements, Shell.Manner.allCases)
  func `to replace`(_ refused: Refused, in manner: Shell.Manner) throws {
    try expectRefusal(refused, manner)
  }

  @Test(arguments: Refused.changes, Shell.Manner.allCases)
  func `to change`(_ refused: Refused, in manner: Shell.Manner) throws {
    try expectRefusal(refused, manner)
  }

  @Test(arguments: Refused.deletions, Shell.Manner.allCases)
  func `to delete`(_ refused: Refused, in manner: Shell.Manner) throws {
    try expectRefusal(refused, manner)
  }

  private func expectRefusal(_ refused: Refused, _ manner: Shell.Manner) throws {
    var shell = Shell.oneOfEach
    shell.manner = manner

    let said = try shell.run(refused.sql).refused

    #expect(said.contains(refused.words), "\(refused.sql)")
    #expect(!said.contains("while preparing"))
  }
}

@Suite struct `Two jobs that have not ended` {
  private let shell = Shell(
    given: Shell.empty.given + """
      INSERT INTO jobs (model, input, dedup_key) VALUES ('a/b', '{}', 'k'), ('a/b', '{}', 'l');
      INSERT INTO jobs (model, input, dedup_key, status, revision, actor)
        VALUES ('a/b', '{}', 'm', 'failed', 1, 'daemon'), ('a/b', '{}', 'm', 'completed', 1, 'daemon');
      """)

  /// `OR IGNORE` is refused like the others: a trigger cannot tell it from `OR REPLACE`, which would
  /// remove the job that is there, its prediction and all.
  @Test(arguments: [
    "INSERT INTO jobs (model, input, dedup_key) VALUES ('a/b', '{}', 'k')",
    "INSERT OR REPLACE INTO jobs (model, input, dedup_key) VALUES ('a/b', '{}', 'k')",
    "INSERT OR IGNORE INTO jobs (model, input, dedup_key) VALUES ('a/b', '{}', 'k')",
    "UPDATE jobs SET dedup_key = 'k' WHERE id = 2",
    "UPDATE OR REPLACE jobs SET dedup_key = 'k' WHERE id = 2",
    "UPDATE jobs SET dedup_key = 'same' WHERE id IN (1, 2)",
    "UPDATE jobs SET dedup_key = 'k', status = 'queued' WHERE id = 3",
    "UPDATE jobs SET dedup_key = 'm' WHERE id = 1; UPDATE jobs SET status = 'queued' WHERE id = 3",
  ])
  func `never hold one dedup_key`(_ sql: String) throws {
    #expect(try shell.run(sql).refused.contains("already holds this dedup_key: leave"))
  }

  @Test(arguments: [
    "INSERT INTO jobs (model, input, dedup_key) VALUES ('a/b', '{}', 'm')",
    "UPDATE jobs SET dedup_key = 'k' WHERE id = 1",
    "UPDATE jobs SET dedup_key = NULL",
    "UPDATE jobs SET status = 'queued' WHERE id = 3",
    "UPDATE jobs SET status = 'cancelled' WHERE id = 1; UPDATE jobs SET dedup_key = 'k' WHERE id = 2",
    "UPDATE jobs SET status = 'submitting', revision = revision + 1, actor = 'daemon' WHERE id = 1",
  ])
  func `may hold a key that only ended jobs hold too`(_ sql: String) throws {
    #expect(try shell.ask(sql) == "")
  }
}
