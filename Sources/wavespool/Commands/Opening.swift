import Glibc
import SQLite
import Spool
import Store
import Terminal

extension Open {
  /// The opener gets a file of ours, never an address out of a reply.
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let dossier = try session.dossier(session.invocation[job])
    let paths = dossier.outputs.filter { $0.status == "saved" }.compactMap(\.path)
      .filter { $0.hasPrefix("/") }
    guard !paths.isEmpty else { throw nothingToOpen(dossier) }
    for path in paths {
      guard exists(path) else {
        throw CommandFailure(
          .failed, "the output of job \(dossier.job.id) is not at \(path) any more",
          hint: "'wavespool show \(dossier.job.id)' has its address.")
      }
      try open(path)
    }
    return .done
  }

  private static func nothingToOpen(_ dossier: JobDossier) -> CommandFailure {
    let id = dossier.job.id
    if let output = dossier.outputs.first(where: { $0.status != "saved" }) {
      let why = output.error.map { " (\($0))" } ?? ""
      return CommandFailure(
        .failed, "the output of job \(id) is not saved: it is \(output.status)\(why)",
        hint: "'wavespool show \(id)' has its address.")
    }
    return CommandFailure(
      .failed, "job \(id) is \(dossier.job.status.rawValue) and has no output",
      hint: dossier.job.status.hasEnded ? nil : "'wavespool wait \(id)' waits for it.")
  }

  private static func exists(_ path: String) -> Bool {
    // SAFETY: the path lives through the call.
    unsafe access(path, R_OK) == 0
  }

  private static func open(_ path: String) throws(CommandFailure) {
    var pid: pid_t = 0
    let words = ["xdg-open", path]
    // SAFETY: the copies live until they are freed below, after the spawn has read them; the list
    // ends with a null pointer.
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    let result = unsafe posix_spawnp(&pid, "xdg-open", nil, nil, &arguments, environ)
    unsafe arguments.forEach { unsafe free($0) }
    guard result == 0 else {
      throw CommandFailure(
        .failed, "xdg-open, which would open \(path), cannot be started: \(systemMessage(result))")
    }
    var status: CInt = 0
    // SAFETY: one number to fill in.
    while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else {
      throw CommandFailure(.failed, "xdg-open could not open \(path)")
    }
  }
}
