import CSQLite

/// What kind of failure it was: SQLite's primary result code, as far as we tell them apart.
package enum ErrorCode: Equatable, Sendable {
  /// Another connection holds the lock that was needed.
  case busy

  /// This very connection stands in the way, by a statement that is still being read.
  case locked

  /// A CHECK, a unique index, a foreign key, or a trigger's `RAISE` said no.
  case constraint

  case full
  case ioError
  case noMemory

  /// The statement's transaction is gone: an earlier failure rolled it back.
  case aborted

  case cantOpen
  case readOnly
  case notADatabase
  case corrupt

  /// A text or blob over SQLite's limit.
  case tooBig

  case interrupted

  /// Any other, by its number; 1 is the general one, wrong SQL among it.
  case error(Int32)

  /// The lowest byte of an extended code is the primary one.
  init(extended: Int32) {
    switch extended & 0xff {
    case SQLITE_BUSY: self = .busy
    case SQLITE_LOCKED: self = .locked
    case SQLITE_CONSTRAINT: self = .constraint
    case SQLITE_FULL: self = .full
    case SQLITE_IOERR: self = .ioError
    case SQLITE_NOMEM: self = .noMemory
    case SQLITE_ABORT: self = .aborted
    case SQLITE_CANTOPEN: self = .cantOpen
    case SQLITE_READONLY: self = .readOnly
    case SQLITE_NOTADB: self = .notADatabase
    case SQLITE_CORRUPT: self = .corrupt
    case SQLITE_TOOBIG: self = .tooBig
    case SQLITE_INTERRUPT: self = .interrupted
    case let primary: self = .error(primary)
    }
  }
}
