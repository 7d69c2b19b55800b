import CSQLite

/// The version of the library this process runs on, as SQLite counts: 3.40.1 is 3040001.
package let libraryVersion = Int(sqlite3_libversion_number())
