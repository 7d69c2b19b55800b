import JSON
import Media
import SQLite
import Store
import Terminal

extension Database.Backup {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let path = session.invocation[file]
    let store = try session.reader()
    let pictures = PictureTransport(
      from: MediaStore(besideDatabase: store.path), to: MediaStore(besideDatabase: path))
    let display = Display(session)
    var tally = PictureTransport.Tally()
    let counts: BackupCounts
    do throws(BackupFailure) {
      counts = try store.backUp(to: path, progress: display.show) {
        names throws(BackupFailure) in
        do throws(MediaError) {
          tally = try pictures.bring(names, progress: display.showPictures)
        } catch {
          throw .picture("\(error)")
        }
      }
    } catch {
      display.finish()
      throw CommandFailure(error)
    }
    display.finish()
    if session.wantsJSON {
      session.print([
        "path": .string(path), "jobs": .whole(counts.jobs), "attempts": .whole(counts.attempts),
        "events": .whole(counts.events), "pictures": .whole(tally.copied + tally.there),
        "pictures_missing": .whole(tally.missing),
      ])
    }
    session.note(
      "Backed up \(store.path) to \(path) and read it back: \(counted(counts.jobs, "job")) "
        + "and \(counted(counts.attempts, "attempt")).")
    for sentence in tally.sentences(in: pictures.to.path) { session.note(sentence) }
    return .done
  }

  /// One line at a time: copying, reading back, bringing pictures.
  private final class Display {
    private let output: TextOutput
    private let start = ContinuousClock.now
    private var label = ""
    private var progress: Progress?

    init(_ session: Session) { output = session.err }

    func show(_ step: BackupStep) {
      switch step {
      case .copying(let pages):
        update("Copying", pages.totalPages - pages.remainingPages, of: pages.totalPages)
      case .verifying: update("Reading the copy back", 0, of: nil)
      }
    }

    func showPictures(_ done: Int, of total: Int) {
      update("Copying pictures", done, of: total)
    }

    func finish() {
      progress?.finish()
    }

    private func update(_ label: String, _ done: Int, of total: Int?) {
      if label != self.label {
        progress?.finish()
        progress = Progress(label, of: total, on: output)
        self.label = label
      }
      progress?.update(done: done, of: total, after: .now - start)
    }
  }
}

extension CommandFailure {
  fileprivate init(_ failure: BackupFailure) {
    switch failure {
    case .exists(let path):
      self.init(
        .failed, "\(path) is there already, and a backup never overwrites",
        hint: "Name another file.")
    case .cannotWrite(let path, let code):
      self.init(.failed, "\(path) cannot be written: \(systemMessage(code))")
    case .picture(let words):
      self.init(
        .failed, "a picture cannot be taken along: \(words)", hint: "Nothing was backed up.")
    case .store(let error):
      self.init(error)
    }
  }
}
