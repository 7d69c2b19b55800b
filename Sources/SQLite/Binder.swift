import CSQLite

/// Puts values into a statement's parameters, one after the other.
@safe package struct Binder: ~Copyable {
  private let handle: OpaquePointer
  private let order: [Int32]
  private let parameterCount: Int32

  /// How many values have come.
  private(set) var count: Int32 = 0

  /// The first failure, or SQLITE_OK. After one, nothing more is bound.
  private(set) var result: Int32 = SQLITE_OK

  init(_ handle: OpaquePointer, order: [Int32], parameterCount: Int32) {
    unsafe self.handle = handle
    self.order = order
    self.parameterCount = parameterCount
  }

  package mutating func null() {
    guard let index = nextIndex() else { return }
    // SAFETY: the statement is borrowed by the run that made this binder; so in all that follow.
    result = unsafe sqlite3_bind_null(handle, index)
  }

  package mutating func integer(_ value: Int64) {
    guard let index = nextIndex() else { return }
    // SAFETY: the statement is live.
    result = unsafe sqlite3_bind_int64(handle, index, value)
  }

  package mutating func double(_ value: Double) {
    guard let index = nextIndex() else { return }
    // SAFETY: the statement is live.
    result = unsafe sqlite3_bind_double(handle, index, value)
  }

  /// SQLITE_STATIC would spare a copy, but
  ///
  /// > the object and the provided pointer to it must remain valid until either the prepared
  /// > statement is finalized or the same SQL parameter is bound to something else
  ///
  /// and a String lends its bytes for one closure only, which ends before the statement is stepped.
  /// So it is SQLITE_TRANSIENT: "the object is to be copied prior to the return".
  package mutating func text(_ value: String) {
    guard let index = nextIndex() else { return }
    var value = value
    // SAFETY: the bytes are copied before `withUTF8` returns.
    result = value.withUTF8 { bytes in
      // A null pointer would bind NULL, which an empty text is not.
      let start = unsafe bytes.baseAddress ?? emptyText.utf8Start
      return unsafe start.withMemoryRebound(to: CChar.self, capacity: bytes.count) { text in
        unsafe sqlite3_bind_text64(
          handle, index, text, UInt64(bytes.count), wavespool_sqlite_transient(),
          UInt8(SQLITE_UTF8))
      }
    }
  }

  package mutating func blob(_ value: [UInt8]) {
    guard let index = nextIndex() else { return }
    // SAFETY: the bytes are copied before `withUnsafeBytes` returns. As with text, an empty blob
    // must not come by a null pointer.
    result = unsafe value.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress, unsafe !bytes.isEmpty else {
        return unsafe sqlite3_bind_zeroblob(handle, index, 0)
      }
      return unsafe sqlite3_bind_blob64(
        handle, index, start, UInt64(bytes.count), wavespool_sqlite_transient())
    }
  }

  /// Where the next value goes, or nil when it is not to be bound.
  private mutating func nextIndex() -> Int32? {
    count += 1
    guard result == SQLITE_OK, count <= parameterCount else { return nil }
    return order.isEmpty ? count : order[Int(count) - 1]
  }
}

private let emptyText: StaticString = ""
