/// What a connection says for itself; prepared once, because a turn of the daemon says it often.
final class OwnStatements {
  let begin: Statement
  let beginImmediate: Statement
  let commit: Statement
  let rollback: Statement
  let dataVersion: Statement

  init(on connection: Connection) throws(SQLiteError) {
    begin = try connection.prepare("BEGIN")
    beginImmediate = try connection.prepare("BEGIN IMMEDIATE")
    commit = try connection.prepare("COMMIT")
    rollback = try connection.prepare("ROLLBACK")
    dataVersion = try connection.prepare("PRAGMA data_version")
  }
}
