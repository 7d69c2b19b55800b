package import SQLite

/// The queue on disk: one connection to one database, used by one thread.
///
/// The daemon's side (claim, commit, recover) and the command line's (enqueue, list, cancel) are
/// extensions of this type, a file an idea. Inside, errors are SQLite's own; at each border they
/// become `StoreError`, which says what a person can do.
package final class Store {
  package let path: String
  package let connection: Connection
  private var prepared: [UInt: PreparedStatement] = [:]

  /// Whether closing is to be quick: for those that come for one command.
  var leavesShortLog = false

  init(path: String, connection: Connection) {
    self.path = path
    self.connection = connection
  }

  deinit {
    if leavesShortLog { leaveShortLog() }
  }

  /// The statement for this text, prepared at its first use.
  ///
  /// Values are given in the order in which the parameters first appear in the text.
  func sql(_ text: StaticString) throws(SQLiteError) -> PreparedStatement {
    // SAFETY: only the address is used, and a literal stays where it is. A second copy of the same
    // literal would only be prepared once more.
    let key = unsafe UInt(bitPattern: text.utf8Start)
    if let known = prepared[key] { return known }
    let new = PreparedStatement(try connection.prepare("\(text)"))
    prepared[key] = new
    return new
  }

  /// The statement for literals that are chosen as it is needed, prepared anew each time.
  func sql(composedOf parts: [StaticString]) throws(SQLiteError) -> PreparedStatement {
    PreparedStatement(try connection.prepare(parts.map { "\($0)" }.joined(separator: " ")))
  }

  /// Translates at the border: SQLite's error becomes one that says what a person can do.
  func translating<Result>(
    _ body: () throws(SQLiteError) -> Result
  ) throws(StoreError) -> Result {
    do throws(SQLiteError) { return try body() } catch { throw StoreError(error, path: path) }
  }

  /// Reads one consistent state of the queue.
  package func reading<Result>(
    _ body: () throws(SQLiteError) -> Result
  ) throws(StoreError) -> Result {
    try translating { () throws(SQLiteError) in try connection.reading(body) }
  }

  /// Writes all of it or none.
  package func writing<Result>(
    _ body: () throws(SQLiteError) -> Result
  ) throws(StoreError) -> Result {
    try translating { () throws(SQLiteError) in try connection.immediate(body) }
  }
}

/// A statement that is shared, because the store keeps it for the next use.
final class PreparedStatement {
  private let statement: Statement

  init(_ statement: consuming Statement) {
    self.statement = statement
  }

  func run<each Value: Bindable>(_ values: repeat each Value) throws(SQLiteError) {
    try statement.run(repeat each values)
  }

  func rows<each Value: Bindable, Result>(
    _ values: repeat each Value, read: (borrowing Row) throws(SQLiteError) -> Result
  ) throws(SQLiteError) -> [Result] {
    try statement.rows(repeat each values, read: read)
  }

  func first<each Value: Bindable, Result>(
    _ values: repeat each Value, read: (borrowing Row) throws(SQLiteError) -> Result
  ) throws(SQLiteError) -> Result? {
    try statement.first(repeat each values, read: read)
  }

  func forEach<each Value: Bindable, Failure: SQLiteFailure>(
    _ values: repeat each Value, body: (borrowing Row) throws(Failure) -> Bool
  ) throws(Failure) {
    try statement.forEach(repeat each values, body: body)
  }
}
