import SQLite
import TestSupport

/// A real database file, and connections to it.
struct Database {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  var path: String {
    directory.file("queue.db")
  }

  func open(
    _ mode: Connection.Mode = .readWriteCreate, busyTimeout: Duration = .zero
  ) throws(SQLiteError) -> Connection {
    try Connection(path: path, mode: mode, busyTimeout: busyTimeout)
  }

  /// With `notes(id, body UNIQUE)` in it.
  func openWithNotes() throws -> Connection {
    let connection = try open()
    try connection.execute(
      """
      PRAGMA journal_mode=WAL;
      CREATE TABLE notes(id INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE) STRICT;
      """)
    return connection
  }
}

extension Connection {
  func insert(_ body: String) throws(SQLiteError) {
    try prepare("INSERT INTO notes(body) VALUES (?1)").run(body)
  }

  func notes() throws(SQLiteError) -> [String] {
    try prepare("SELECT body FROM notes ORDER BY id").rows { row in row.text(0) }
  }
}
