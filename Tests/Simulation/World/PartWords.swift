import Spool

extension Part {
  /// What it is in one word.
  package enum Kind: Sendable {
    case arrival
    case person
    case death
    case fault
    case other
  }

  package var kind: Kind {
    switch what {
    case .enqueue: .arrival
    case .person: .person
    case .crash: .death
    case .freeze, .clock, .neighbour, .disk, .deaf, .account, .polls, .submission: .fault
    case .restore: .death
    case .stop, .ending, .backUp, .putBack, .budget: .other
    }
  }

  /// One line, as a failing history shows it.
  package var words: String {
    let time = at.map { "at \($0.text) " } ?? ""
    return "[\(number)] \(time)\(whatWords)"
  }

  private var whatWords: String {
    switch what {
    case .enqueue(let arrival, let wish): "job a\(arrival) is wanted, by \(wish.writer): \(wish)"
    case .person(let act, let arrival): "somebody: \(act), on a\(arrival)"
    case .crash(let steps, let loss, let after):
      (loss.map { "power cut, taking \($0) of what was not synced," } ?? "crash")
        + " \(steps) steps on; restart after \(after.text)"
    case .stop(let after): "stop; restart after \(after.text)"
    case .budget(let budget):
      "a budget for '\(budget.scope)': "
        + (budget.films.map { "\($0) films \(budget.isPerDay ? "a day" : "in total")" } ?? "none")
    case .backUp: "somebody makes a backup"
    case .restore(let after): "somebody restores the backup; restart after \(after.text)"
    case .putBack(let after): "somebody copies the database, to be put back after \(after.text)"
    case .freeze(let wait): "frozen for \(wait.text)"
    case .clock(let jump):
      jump < .zero
        ? "the clock jumps back by \((.zero - jump).text)" : "the clock jumps by \(jump.text)"
    case .neighbour(let neighbour, let wait): "a neighbour \(neighbour) for \(wait.text)"
    case .disk(let trouble, let wait): "the disk: \(trouble) for \(wait.text)"
    case .deaf(let wait): "the file watch says nothing for \(wait.text)"
    case .account(let trouble, let wait): "the account: \(trouble) for \(wait.text)"
    case .polls(let trouble, let wait): "polls: \(trouble) for \(wait.text)"
    case .submission(let number, let fate): "submission \(number): \(fate)"
    case .ending(let number, let ending): "prediction \(number) ends \(ending)"
    }
  }
}
