import Spool
import Store
import Terminal

/// What a person who watches has chosen: where the cursor is, what is typed, what is asked.
struct WatchState: Equatable {
  var selected: JobID?
  var filter = ""
  var mode = Mode.list

  /// Said until the next key.
  var message = ""

  enum Mode: Equatable {
    case list
    case typing

    /// One job, its page moved up by so many lines.
    case details(JobID, top: Int)
    case asking(Question, from: Return)
  }

  /// Where an answer leads back to.
  enum Return: Equatable {
    case list
    case details(JobID)
  }

  enum Question: Equatable {
    case cancel(JobID)
    case retry(JobID)
    case pause
    case resume

    var words: String {
      switch self {
      case .cancel(let job): "Cancel job \(job)?"
      case .retry(let job): "Queue job \(job) again?"
      case .pause: "Submit nothing more for now?"
      case .resume: "Go on submitting?"
      }
    }
  }

  /// What a key asks the rest of the program to do.
  enum Deed: Equatable {
    case quit
    case suspend
    case act(Question)
  }

  /// `shown` are the jobs in the order of the screen, `page` how many of them it shows at once.
  mutating func press(
    _ key: Key, shown: [JobRow], page: Int, isPaused: Bool
  ) -> Deed? {
    message = ""
    if key == .interrupt { return .quit }
    if key == .suspend { return .suspend }
    switch mode {
    case .typing: type(key)
    case .asking(let question, let from): return answer(key, question, from)
    case .details(let job, let top):
      return read(key, job, top, page, shown, isPaused)
    case .list: return choose(key, shown, page, isPaused)
    }
    return nil
  }

  private mutating func type(_ key: Key) {
    switch key {
    case .character(let character): filter.append(character)
    case .backspace: if !filter.isEmpty { filter.removeLast() }
    case .enter: mode = .list
    case .escape:
      filter = ""
      mode = .list
    case .up, .down, .pageUp, .pageDown, .home, .end, .interrupt, .suspend: break
    }
  }

  private mutating func answer(_ key: Key, _ question: Question, _ from: Return) -> Deed? {
    switch from {
    case .list: mode = .list
    case .details(let job): mode = .details(job, top: 0)
    }
    // Anything but a yes is a no.
    guard key == .character("y") || key == .character("Y") else { return nil }
    return .act(question)
  }

  private mutating func choose(
    _ key: Key, _ shown: [JobRow], _ page: Int, _ isPaused: Bool
  ) -> Deed? {
    let place = shown.firstIndex { $0.id == selected } ?? 0
    switch key {
    case .up, .character("k"): select(place - 1, of: shown)
    case .down, .character("j"): select(place + 1, of: shown)
    case .pageUp: select(place - page, of: shown)
    case .pageDown, .character(" "): select(place + page, of: shown)
    case .home, .character("g"): select(0, of: shown)
    case .end, .character("G"): select(shown.count - 1, of: shown)
    case .enter: if let selected { mode = .details(selected, top: 0) }
    case .escape: filter = ""
    case .character("/"): mode = .typing
    case .character("q"): return .quit
    case .character(let letter):
      ask(letter, about: shown.first { $0.id == selected }, from: .list, isPaused)
    case .backspace, .interrupt, .suspend: break
    }
    return nil
  }

  private mutating func read(
    _ key: Key, _ job: JobID, _ top: Int, _ page: Int, _ shown: [JobRow], _ isPaused: Bool
  ) -> Deed? {
    switch key {
    case .up, .character("k"): mode = .details(job, top: max(0, top - 1))
    case .down, .character("j"): mode = .details(job, top: top + 1)
    case .pageUp: mode = .details(job, top: max(0, top - page))
    case .pageDown, .character(" "): mode = .details(job, top: top + page)
    case .home, .character("g"): mode = .details(job, top: 0)
    case .escape, .enter, .backspace, .character("q"): mode = .list
    case .character(let letter):
      ask(letter, about: shown.first { $0.id == job }, from: .details(job), isPaused)
    case .end, .interrupt, .suspend: break
    }
    return nil
  }

  private mutating func ask(
    _ letter: Character, about job: JobRow?, from: Return, _ isPaused: Bool
  ) {
    switch (letter, job) {
    case ("c", let job?):
      if job.status.hasEnded {
        message = "Job \(job.id) has ended: there is nothing to cancel."
      } else {
        mode = .asking(.cancel(job.id), from: from)
      }
    case ("r", let job?):
      if job.status == .failed || job.status == .cancelled {
        mode = .asking(.retry(job.id), from: from)
      } else {
        message = "Job \(job.id) is \(job.status.rawValue): only failed or cancelled ones go again."
      }
    case ("p", _): mode = .asking(isPaused ? .resume : .pause, from: from)
    default: break
    }
  }

  private mutating func select(_ place: Int, of shown: [JobRow]) {
    guard !shown.isEmpty else { return }
    selected = shown[min(max(0, place), shown.count - 1)].id
  }
}
