import CPowerCutVFS

/// The simulated machine's disk: what of it survives, and who still lives to use it.
package final class Disk {
  private let disk: OpaquePointer
  package let name: String

  package enum Process: Int32, Sendable {
    case daemon = 1
    case people = 2
  }

  package enum Loss: Int32, CaseIterable, Sendable {
    case all = 0
    case nothing = 1
    case some = 2
  }

  package init(name: String) {
    self.name = name
    guard let made = powercut_create(name) else { preconditionFailure("no memory for a disk") }
    disk = made
  }

  deinit { powercut_destroy(disk) }

  package func keep() { powercut_keep(disk) }
  package func beginWithKept(seed: UInt64) { powercut_begin_with_kept(disk, seed) }
  package func format() { powercut_format(disk, 0) }

  package func enter(_ process: Process) { powercut_enter(disk, process.rawValue) }

  /// Lets the process die, or the power go, after so many more steps.
  package func arm(_ process: Process, steps: Int, takesPower: Bool) {
    powercut_arm(disk, process.rawValue, Int64(steps), takesPower ? 1 : 0)
  }

  package func disarm() { powercut_arm(disk, 0, -1, 0) }

  /// One step of the process that is no call to the disk. False when it is dead.
  package func step(_ process: Process) -> Bool { powercut_step(disk, process.rawValue) != 0 }
  package func isDead(_ process: Process) -> Bool { powercut_is_dead(disk, process.rawValue) != 0 }
  package var hasPower: Bool { powercut_has_power(disk) != 0 }
  package func kill(_ process: Process) { powercut_kill(disk, process.rawValue) }
  package func cutPower() { powercut_kill_all(disk) }

  /// How many files the dead one still holds: none, or something of it was kept.
  package func bury(_ process: Process) -> Int { Int(powercut_bury(disk, process.rawValue)) }

  package func restorePower(losing loss: Loss, seed: UInt64) {
    powercut_restore_power(disk, loss.rawValue, seed)
  }

  package var freeBytes: Int? {
    get { nil }
    set { powercut_set_free_bytes(disk, newValue.map { Int64($0) } ?? -1) }
  }

  package var isReadOnly: Bool { powercut_is_read_only(disk) != 0 }
  package func setReadOnly(_ isReadOnly: Bool) { powercut_set_read_only(disk, isReadOnly ? 1 : 0) }
  package var syncFails: Bool { powercut_sync_fails(disk) != 0 }
  package func setSyncFails(_ fails: Bool) { powercut_set_sync_fails(disk, fails ? 1 : 0) }
  package func setClock(milliseconds: Int64) { powercut_set_clock(disk, milliseconds) }

  package func replace(_ path: String, with other: String) { powercut_replace(disk, other, path) }
  package func sync(_ path: String) { powercut_sync(disk, path) }

  /// How long SQLite has slept since the last time.
  package func takeSlept() -> Duration { .microseconds(powercut_take_slept_microseconds(disk)) }

  /// How often the log was written to: what a file watch hears.
  package var logWrites: UInt64 { powercut_log_writes(disk) }

  package func isBeingWritten(_ path: String) -> Bool {
    powercut_is_being_written(disk, path) != 0
  }
}
