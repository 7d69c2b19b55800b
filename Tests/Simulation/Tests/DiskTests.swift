import SQLite
import SimulatedWorld
import Testing

@Suite struct `The simulated disk` {
  private func table(on disk: Disk, synchronous: String) throws -> Connection {
    disk.enter(.daemon)
    let connection = try Connection(path: "/t.db", mode: .readWriteCreate, vfs: disk.name)
    try connection.execute(
      """
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = \(synchronous);
      CREATE TABLE IF NOT EXISTS t (n INTEGER)
      """)
    return connection
  }

  private func count(on disk: Disk) throws -> Int64? {
    disk.enter(.people)
    let connection = try Connection(path: "/t.db", mode: .readWrite, vfs: disk.name)
    #expect(try connection.text("PRAGMA integrity_check") == "ok")
    return try connection.integer("SELECT count(*) FROM t")
  }

  @Test(arguments: Disk.Loss.allCases)
  func `keeps through a power cut what was synced`(loss: Disk.Loss) throws {
    let disk = Disk(name: "synced \(loss)")
    do {
      let connection = try table(on: disk, synchronous: "FULL")
      for n in 0..<20 { try connection.execute("INSERT INTO t VALUES (\(n))") }
      disk.cutPower()
      withExtendedLifetime(connection) {}
    }
    disk.restorePower(losing: loss, seed: 1)

    #expect(try count(on: disk) == 20)
  }

  @Test func `loses in a power cut what was not synced`() throws {
    let disk = Disk(name: "unsynced")
    do {
      let connection = try table(on: disk, synchronous: "NORMAL")
      try connection.checkpoint(.truncate)
      for n in 0..<20 { try connection.execute("INSERT INTO t VALUES (\(n))") }
      disk.cutPower()
      withExtendedLifetime(connection) {}
    }
    disk.restorePower(losing: .all, seed: 1)

    #expect(try count(on: disk) == 0)
  }

  @Test func `loses sector by sector, and SQLite finds its way`() throws {
    var counts: Set<Int64?> = []
    for seed in UInt64(0)..<30 {
      let disk = Disk(name: "torn \(seed)")
      do {
        let connection = try table(on: disk, synchronous: "NORMAL")
        try connection.checkpoint(.truncate)
        for n in 0..<20 { try connection.execute("INSERT INTO t VALUES (\(n))") }
        disk.cutPower()
        withExtendedLifetime(connection) {}
      }
      disk.restorePower(losing: .some, seed: seed)
      counts.insert(try count(on: disk))
    }

    #expect(counts.count > 2)
  }

  @Test func `keeps all that a process had written when it crashed`() throws {
    for steps in 0..<60 {
      let disk = Disk(name: "crash \(steps)")
      var written: Int64 = 0
      do {
        let connection = try table(on: disk, synchronous: "NORMAL")
        disk.enter(.people)
        let witness = try Connection(path: "/t.db", mode: .readWrite, vfs: disk.name)
        disk.enter(.daemon)
        disk.arm(.daemon, steps: steps, takesPower: false)
        for n in 0..<20 {
          do {
            try connection.execute("INSERT INTO t VALUES (\(n))")
            written += 1
          } catch {
            #expect(disk.isDead(.daemon))
          }
        }
        withExtendedLifetime(witness) {}
        disk.disarm()
      }
      #expect(disk.bury(.daemon) == 0)

      let found = try #require(try count(on: disk))
      // The one that was under way may have got through.
      #expect(found == written || found == written + 1)
    }
  }

  @Test func `is full when it is`() throws {
    let disk = Disk(name: "full")
    let connection = try table(on: disk, synchronous: "FULL")
    disk.freeBytes = 0

    let error = #expect(throws: SQLiteError.self) {
      try connection.execute("INSERT INTO t VALUES (randomblob(100000))")
    }

    #expect(error?.code == .full)
    disk.freeBytes = nil
    try connection.execute("INSERT INTO t VALUES (1)")
    #expect(try count(on: disk) == 1)
  }

  @Test func `keeps a second writer out`() throws {
    let disk = Disk(name: "busy")
    let first = try table(on: disk, synchronous: "FULL")
    let second = try Connection(path: "/t.db", mode: .readWrite, vfs: disk.name)
    try first.execute("BEGIN IMMEDIATE")

    let error = #expect(throws: SQLiteError.self) { try second.execute("INSERT INTO t VALUES (1)") }

    #expect(error?.code == .busy)
  }
}
