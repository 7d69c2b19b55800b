import CSQLite

/// The row a statement stands on, lent while it is read. Columns are counted from 0.
///
/// Reading NULL as a plain value is a programmer's mistake, caught in debug builds only: which rows
/// hold NULL is data, and data must not stop the daemon. There SQLite's own conversion holds: 0, or
/// empty.
@safe package struct Row: ~Copyable {
  private let handle: OpaquePointer

  init(_ handle: OpaquePointer) {
    unsafe self.handle = handle
  }

  package func isNull(_ column: Int) -> Bool {
    // SAFETY: the statement is borrowed by the run that lends this row; so in all of this type.
    unsafe sqlite3_column_type(handle, index(column)) == SQLITE_NULL
  }

  package func int64(_ column: Int) -> Int64 {
    assert(!isNull(column), "column \(column) is NULL")
    // SAFETY: the statement is live and stands on a row.
    return unsafe sqlite3_column_int64(handle, index(column))
  }

  package func int(_ column: Int) -> Int {
    Int(int64(column))
  }

  package func bool(_ column: Int) -> Bool {
    int64(column) != 0
  }

  package func double(_ column: Int) -> Double {
    assert(!isNull(column), "column \(column) is NULL")
    // SAFETY: the statement is live and stands on a row.
    return unsafe sqlite3_column_double(handle, index(column))
  }

  /// Copied once. What is not UTF-8 in it becomes U+FFFD; a NUL is a character like any other.
  package func text(_ column: Int) -> String {
    withText(column) { utf8 in
      unsafe utf8.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
  }

  /// Copied once; nil where it is no UTF-8. SQLite takes any bytes for a text.
  package func exactText(_ column: Int) -> String? {
    withText(column) { utf8 in
      unsafe utf8.withUnsafeBufferPointer { unsafe String(validating: $0, as: UTF8.self) }
    }
  }

  package func bytes(_ column: Int) -> [UInt8] {
    withBytes(column) { bytes in unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) } }
  }

  /// Lends a text's UTF-8 as it is stored, without copying it.
  package func withText<Result>(_ column: Int, _ body: (Span<UInt8>) -> Result) -> Result {
    assert(!isNull(column), "column \(column) is NULL")
    // > The safest policy is to invoke … sqlite3_column_text() followed by sqlite3_column_bytes()
    //
    // The other way round the text could be converted, and moved, after its length was taken.
    // SAFETY: the statement is live and stands on a row.
    let text = unsafe sqlite3_column_text(handle, index(column))
    return unsafe lend(text, column, body)
  }

  /// Lends a blob's bytes as they are stored, without copying them.
  package func withBytes<Result>(_ column: Int, _ body: (Span<UInt8>) -> Result) -> Result {
    assert(!isNull(column), "column \(column) is NULL")
    // SAFETY: the statement is live and stands on a row.
    let blob = unsafe sqlite3_column_blob(handle, index(column))
    return unsafe lend(blob?.assumingMemoryBound(to: UInt8.self), column, body)
  }

  /// > The return value from sqlite3_column_blob() for a zero-length BLOB is a NULL pointer.
  ///
  /// Out of memory it is one as well, and then the bytes are there but cannot be read: an input
  /// must not be taken for empty.
  private func lend<Result>(
    _ start: UnsafePointer<UInt8>?, _ column: Int, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    // SAFETY: the statement is live and stands on a row.
    let count = unsafe Int(sqlite3_column_bytes(handle, index(column)))
    precondition(unsafe start != nil || !outOfMemory, "out of memory")
    // SAFETY: the bytes stay until the statement is stepped, reset or the column converted, none of
    // which can happen while the row is lent to `body`.
    return unsafe body(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count).span)
  }

  private var outOfMemory: Bool {
    // SAFETY: the statement's connection lives at least as long as the statement.
    unsafe sqlite3_errcode(sqlite3_db_handle(handle)) == SQLITE_NOMEM
  }

  private func index(_ column: Int) -> Int32 {
    // SAFETY: the statement is live.
    let count = unsafe sqlite3_data_count(handle)
    precondition(column >= 0 && column < Int(count), "the row has no column \(column)")
    return Int32(column)
  }
}

extension Row {
  package func optionalInt64(_ column: Int) -> Int64? {
    isNull(column) ? nil : int64(column)
  }

  package func optionalInt(_ column: Int) -> Int? {
    isNull(column) ? nil : int(column)
  }

  package func optionalBool(_ column: Int) -> Bool? {
    isNull(column) ? nil : bool(column)
  }

  package func optionalDouble(_ column: Int) -> Double? {
    isNull(column) ? nil : double(column)
  }

  package func optionalText(_ column: Int) -> String? {
    isNull(column) ? nil : text(column)
  }

  package func optionalBytes(_ column: Int) -> [UInt8]? {
    isNull(column) ? nil : bytes(column)
  }
}
