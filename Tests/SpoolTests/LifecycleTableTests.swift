import Spool
import Testing

// Every state by every event. Q queued, S submitting, U uncertain, R running, C completed,
// F failed, X cancelled with nothing left, Xs, Xu, Xr cancelled leaving an attempt so.
// A letter is where the job goes; `.` says nothing new, `+` records, `o` records an orphan.

@Suite struct `Every state meets every event` {
  @Test func `about its own attempt`() {
    #expect(
      table(about: .first) == """
                        Q   S   U   R   C   F   X   Xs  Xu  Xr
        claimed         S   .   .   .   .   .   .   .   .   .
        foundInvalid    F   .   .   .   .   .   .   .   .   .
        accepted        o   R   R   .   o   o   o   Xr  Xr  .
        acceptedElse    o   R   R   R   o   o   o   Xr  Xr  Xr
        unknown         .   U   .   .   .   .   .   Xu  .   .
        rejected        .   F   F   .   .   .   .   X   X   .
        notSent         .   Q   Q   .   .   .   .   X   X   .
        keyRefused      .   Q   Q   .   .   .   .   X   X   .
        creditRefused   .   Q   Q   .   .   .   .   X   X   .
        forbidden       .   Q   Q   .   .   .   .   X   X   .
        throttled       .   Q   Q   .   .   .   .   X   X   .
        orphaned        .   U   .   .   .   .   .   Xu  .   .
        waiting         .   .   .   +   .   .   .   .   .   +
        processing      .   .   .   +   .   .   .   .   .   +
        unfamiliar      .   .   .   +   .   .   .   .   .   +
        completed       .   .   .   C   .   .   .   .   .   X
        failedForGood   .   .   .   F   .   .   .   .   .   X
        failedMayHelp   .   .   .   Q   .   .   .   .   .   X
        reportOfElse    .   .   .   .   .   .   .   .   .   .
        vanished        .   .   .   F   .   .   .   .   .   X
        disowned        .   .   .   U   .   .   .   .   .   Xu
        adopted         o   R   R   .   o   o   o   Xr  Xr  .
        adoptedElse     o   R   R   o   o   o   o   Xr  Xr  o
        recovered       R   o   o   o   o   o   o   o   o   o
        resubmitted     .   .   Q   .   .   .   .   .   X   .
        givenUp         .   .   F   .   .   .   .   .   X   .
        cancelRequested X   Xs  Xu  Xr  .   .   .   .   .   .
        againFresh      .   .   .   .   .   Q   Q   Q   Q   Q
        againSubmitting .   .   .   .   .   S   S   S   S   S
        againUncertain  .   .   .   .   .   U   U   U   U   U
        againRunning    .   .   .   .   .   R   R   R   R   R
        againCompleted  .   .   .   .   .   C   C   C   C   C
        """)
  }

  @Test func `about an attempt it no longer has, and loses no paid prediction`() {
    let rows = table(about: .stranger).split(separator: "\n").dropFirst()
    let ofAnAttempt = rows.filter { row in
      !["claimed", "foundInvalid", "cancelRequested", "again", "recovered"].contains {
        row.hasPrefix($0)
      }
    }

    for row in ofAnAttempt {
      let cells = Set(row.split(separator: " ").dropFirst())
      let isPaid = row.hasPrefix("accepted") || row.hasPrefix("adopted")
      #expect(cells == (isPaid ? ["o"] : ["."]), "\(row)")
    }
  }

  @Test(arguments: Happening.allCases)
  func `each sort of event has its row`(_ happening: Happening) {
    let row = Happening.row(of: happening.event(of: .first)).rawValue
    #expect(happening.rawValue.hasPrefix(row) || happening == .reportOfElse)
  }

  private let states: [JobState] = [
    .queued(notBefore: nil), .submitting(.first), .uncertain(.first), .running(.first, .ours),
    .completed, .failed, .cancelled(leaving: .nothing), .cancelled(leaving: .submitting(.first)),
    .cancelled(leaving: .uncertain(.first)), .cancelled(leaving: .running(.first, .ours)),
  ]

  private func table(about attempt: AttemptID) -> String {
    let names = ["" as String] + states.map(letter)
    let rows = Happening.allCases.map { happening in
      [happening.rawValue]
        + states.map { cell(Standing.handling(happening.event(of: attempt), in: $0)) }
    }
    return ([names] + rows).map(line).joined(separator: "\n")
  }

  private func line(_ cells: [String]) -> String {
    let padded = cells.enumerated().map { column, cell in
      let width = column == 0 ? 16 : column == cells.count - 1 ? 0 : 4
      return cell + String(repeating: " ", count: max(0, width - cell.count))
    }
    return padded.joined()
  }

  private func cell(_ transition: Transition) -> String {
    switch transition {
    case .ignore: "."
    case .stay(_, _, let effects):
      effects.contains { if case .recordOrphan = $0 { true } else { false } } ? "o" : "+"
    case .move(let state, _, _, _): letter(state)
    }
  }

  private func letter(_ state: JobState) -> String {
    switch state {
    case .queued: "Q"
    case .submitting: "S"
    case .uncertain: "U"
    case .running: "R"
    case .completed: "C"
    case .failed: "F"
    case .cancelled(.nothing): "X"
    case .cancelled(.submitting): "Xs"
    case .cancelled(.uncertain): "Xu"
    case .cancelled(.running): "Xr"
    }
  }
}
