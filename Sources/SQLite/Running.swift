// The ways to run a statement. Each takes exactly as many values as the statement has parameters;
// another number is a programmer's mistake and stops the program.

extension Statement {
  /// Runs to the end. Rows, where there are any, are passed over.
  package func run<each Value: Bindable>(
    _ values: repeat each Value
  ) throws(SQLiteError) {
    try bind(repeat each values)
    while try step() {}
    try finish()
  }

  /// Every row, read by `read`.
  package func rows<each Value: Bindable, Result>(
    _ values: repeat each Value, read: (borrowing Row) throws(SQLiteError) -> Result
  ) throws(SQLiteError) -> [Result] {
    var results: [Result] = []
    try forEach(repeat each values) { row throws(SQLiteError) in
      results.append(try read(row))
      return true
    }
    return results
  }

  /// The first row, or nil when there is none. Later rows are not looked for.
  package func first<each Value: Bindable, Result>(
    _ values: repeat each Value, read: (borrowing Row) throws(SQLiteError) -> Result
  ) throws(SQLiteError) -> Result? {
    var result: Result?
    try forEach(repeat each values) { row throws(SQLiteError) in
      result = try read(row)
      return false
    }
    return result
  }

  /// Lends one row after the other, holding only one, until `body` answers false.
  ///
  /// The closure spells its type: `{ row throws(StoreError) in … }`.
  package func forEach<each Value: Bindable, Failure: SQLiteFailure>(
    _ values: repeat each Value, body: (borrowing Row) throws(Failure) -> Bool
  ) throws(Failure) {
    try drive(Failure.init, repeat each values, body: body)
  }

  /// The same for a body that throws whatever it likes, or nothing.
  package func forEach<each Value: Bindable>(
    _ values: repeat each Value, body: (borrowing Row) throws -> Bool
  ) throws {
    try drive({ $0 }, repeat each values, body: body)
  }

  private func drive<each Value: Bindable, Failure: Error>(
    _ failure: (SQLiteError) -> Failure, _ values: repeat each Value,
    body: (borrowing Row) throws(Failure) -> Bool
  ) throws(Failure) {
    do throws(SQLiteError) { try bind(repeat each values) } catch { throw failure(error) }

    var goesOn = true
    while goesOn {
      let hasRow: Bool
      do throws(SQLiteError) { hasRow = try step() } catch { throw failure(error) }
      guard hasRow else { break }

      do throws(Failure) { goesOn = try body(row) } catch {
        abandon()
        throw error
      }
    }

    do throws(SQLiteError) { try finish() } catch { throw failure(error) }
  }

  private func bind<each Value: Bindable>(_ values: repeat each Value) throws(SQLiteError) {
    var binder = binder()
    repeat (each values).bind(to: &binder)
    try settle(binder)
  }
}
