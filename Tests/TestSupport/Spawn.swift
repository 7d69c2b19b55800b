import CLinux
import Glibc

/// A child process and our ends of its pipes.
struct Spawned {
  let pid: pid_t
  let input: Int32?
  let out: Int32
  let err: Int32
}

/// Starts a process that inherits nothing by accident: no open files but these three, no ignored
/// or blocked signals, no environment but what is given, and what a sanitizer is told.
func spawn(
  _ path: String, _ arguments: [String], environment: [String: String], directory: String?,
  hasInput: Bool
) throws(SystemError) -> Spawned {
  let stdout = try makePipe()
  let stderr = try makePipe()
  let stdin = hasInput ? try makePipe() : nil
  defer {
    close(stdout.writing)
    close(stderr.writing)
    if let stdin { close(stdin.reading) }
  }

  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  if let stdin {
    posix_spawn_file_actions_adddup2(&actions, stdin.reading, 0)
  } else {
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  }
  posix_spawn_file_actions_adddup2(&actions, stdout.writing, 1)
  posix_spawn_file_actions_adddup2(&actions, stderr.writing, 2)
  posix_spawn_file_actions_addclosefrom_np(&actions, 3)
  if let directory { posix_spawn_file_actions_addchdir_np(&actions, directory) }

  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var all = sigset_t()
  sigfillset(&all)
  var none = sigset_t()
  sigemptyset(&none)
  posix_spawnattr_setsigdefault(&attributes, &all)
  posix_spawnattr_setsigmask(&attributes, &none)
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

  let argv = CStrings([path] + arguments)
  let everything = forSanitizers.merging(environment) { _, given in given }
  let envp = CStrings(everything.map { name, value in "\(name)=\(value)" })
  var pid: pid_t = 0
  let result = posix_spawn(&pid, path, &actions, &attributes, argv.pointers, envp.pointers)
  guard result == 0 else {
    close(stdout.reading)
    close(stderr.reading)
    if let stdin { close(stdin.writing) }
    throw SystemError("start \(path)", result)
  }
  return Spawned(pid: pid, input: stdin?.writing, out: stdout.reading, err: stderr.reading)
}

/// In a build with a sanitizer the programs under test have it too, and want the same options.
let forSanitizers: [String: String] = {
  var options: [String: String] = [:]
  for name in ["ASAN_OPTIONS", "TSAN_OPTIONS"] {
    if let value = getenv(name) { options[name] = String(cString: value) }
  }
  return options
}()

/// Closed on exec, so that programs started by other tests at the same time do not hold it open.
private func makePipe() throws(SystemError) -> (reading: Int32, writing: Int32) {
  var ends: [Int32] = [-1, -1]
  guard pipe2(&ends, O_CLOEXEC) == 0 else { throw SystemError("pipe2") }
  return (ends[0], ends[1])
}

/// A null-terminated array of C strings, as execve takes it.
private struct CStrings: ~Copyable {
  let pointers: [UnsafeMutablePointer<CChar>?]

  init(_ strings: [String]) {
    pointers = strings.map { strdup($0) } + [nil]
  }

  deinit {
    for pointer in pointers { free(pointer) }
  }
}
