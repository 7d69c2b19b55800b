import CSQLite

/// What a checkpoint has done.
package struct Checkpoint: Equatable, Sendable {
  package enum Mode: Sendable {
    /// As many frames as possible without waiting for anyone.
    case passive

    /// All frames, waiting for readers and writers as long as `busyTimeout` allows; then the WAL is
    /// cut to nothing.
    case truncate
  }

  /// Whether someone stood in the way, so that it is not complete.
  package let isBusy: Bool

  /// Frames in the WAL, and how many of them are in the database by now; -1 without a WAL, or when
  /// it could not begin.
  package let logFrames: Int
  package let checkpointedFrames: Int
}

extension Connection {
  /// Moves what is in the WAL into the database.
  @discardableResult
  package func checkpoint(_ mode: Checkpoint.Mode) throws(SQLiteError) -> Checkpoint {
    let flag =
      switch mode {
      case .passive: SQLITE_CHECKPOINT_PASSIVE
      case .truncate: SQLITE_CHECKPOINT_TRUNCATE
      }
    var frames: Int32 = -1
    var moved: Int32 = -1
    // SAFETY: the handle is open; the two counters live through the call.
    let result = unsafe sqlite3_wal_checkpoint_v2(handle, "main", flag, &frames, &moved)
    let isBusy = ErrorCode(extended: result) == .busy
    guard result == SQLITE_OK || isBusy else { throw unsafe SQLiteError(result, on: handle) }
    return Checkpoint(isBusy: isBusy, logFrames: Int(frames), checkpointedFrames: Int(moved))
  }

  /// After how many frames in the WAL a commit of this connection also checkpoints; 0 for never.
  package func setWALAutocheckpoint(pages: Int32) {
    // SAFETY: the handle is open. The documentation knows no failure of it.
    unsafe sqlite3_wal_autocheckpoint(handle, pages)
  }

  /// Whether this connection, where it is the last one to close the database, writes the WAL into
  /// it and deletes it. Otherwise the WAL stays, and who opens the database next reads it.
  package func setCheckpointsOnClose(_ on: Bool) {
    configure(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !on)
  }
}
