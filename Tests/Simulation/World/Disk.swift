import CPowerCutVFS

/// The simulated machine's disk: what of it survives, and who still lives to use it.
package final class Disk {
  private let disk: OpaquePointer
  package let name: String

  enum Process: Int32 {
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

  func keep() { powercut_keep(disk) }
  func beginWithKept(seed: UInt64) { powercut_begin_with_kept(disk, seed) }
  func format() { powercut_format(disk, 0) }

  func enter(_ process: Process) { powercut_enter(disk, process.rawValue) }

  /// Lets the process die, or the power go, after so many more steps.
  func arm(_ process: Process, steps: Int, takesPower: Bool) {
    powercut_arm(disk, process.rawValue, Int64(steps), takesPower ? 1 : 0)
  }

  func disarm() { powercut_arm(disk, 0, -1, 0) }

  /// One step of the process that is no call to the disk. False when it is dead.
  func step(_ process: Process) -> Bool { powercut_step(disk, process.rawValue) != 0 }
  func isDead(_ process: Process) -> Bool { powercut_is_dead(disk, process.rawValue) != 0 }
  var hasPower: Bool { powercut_has_power(disk) != 0 }
  func kill(_ process: Process) { powercut_kill(disk, process.rawValue) }
  func cutPower() { powercut_kill_all(disk) }

  /// How many files the dead one still holds: none, or something of it was kept.
  func bury(_ process: Process) -> Int { Int(powercut_bury(disk, process.rawValue)) }

  func restorePower(losing loss: Loss, seed: UInt64) {
    powercut_restore_power(disk, loss.rawValue, seed)
  }

  var freeBytes: Int? {
    get { nil }
    set { powercut_set_free_bytes(disk, newValue.map { Int64($0) } ?? -1) }
  }

  func setReadOnly(_ isReadOnly: Bool) { powercut_set_read_only(disk, isReadOnly ? 1 : 0) }
  func setSyncFails(_ fails: Bool) { powercut_set_sync_fails(disk, fails ? 1 : 0) }
  func setClock(milliseconds: Int64) { powercut_set_clock(disk, milliseconds) }

  /// How long SQLite has slept since the last time.
  func takeSlept() -> Duration { .microseconds(powercut_take_slept_microseconds(disk)) }

  /// How often the log was written to: what a file watch hears.
  var logWrites: UInt64 { powercut_log_writes(disk) }
}
