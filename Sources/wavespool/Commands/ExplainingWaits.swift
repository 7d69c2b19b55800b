import Spool
import Store
import Terminal

// Why a queued job has not been submitted yet. Every reason that holds is named, with its number and
// the command that changes it: lifting one of two would only disappoint.

extension Explanation {
  mutating func explainQueued() {
    say("Job \(job.id) is queued, since \(told(job.createdAt)).")
    if let error = job.error, job.attempts > 0 {
      say("Its last attempt did not work: \(error).")
    }
    if let runAfter = job.runAfter, runAfter > now {
      let what = job.attempts > 0 ? "is tried again" : "may start"
      say("It \(what) in \(left(until: runAfter)) (\(runAfter.words)), and not before.")
      offer("edit \(job.id) --after 0", "let it start now")
    }
    let isAbsent = explainAbsence("nothing is submitted")
    let isHeld = explainPauses() || isAbsent
    let isFull = explainLimits()
    if let reason = job.waitsFor { explainMoneyWait(reason) }
    let hasPictures = explainPictures()
    explainPlace(
      isHeld: isHeld || isFull || hasPictures || job.waitsFor != nil
        || (job.runAfter.map { $0 > now } ?? false))
    offer("cancel \(job.id)", "take it out of the queue; nothing is charged for it any more")
  }

  /// Whether it waits for pictures of this machine.
  private mutating func explainPictures() -> Bool {
    let count = situation.picturesToUpload
    guard count > 0 else { return false }
    let what = count == 1 ? "A picture of it is" : "\(count) of its pictures are"
    let them = count == 1 ? "it" : "them"
    say(
      "\(what) not at the API yet: the daemon uploads \(them) first, and sends \(them) inside the "
        + "request after several tries in vain. Its log says what keeps \(them).")
    return true
  }

  /// Whether any pause holds it.
  private mutating func explainPauses() -> Bool {
    let holding = situation.pauses.filter {
      $0.scope == .account || $0.scope == .model(job.model)
    }
    for pause in holding {
      say("\(pause.sentence) \(pause.span(from: "It began \(told(pause.since))", at: now))")
      if let needed = pause.needed { say(needed) }
      if let way = pause.handWay(among: situation.live) { say(way) }
      guard pause.isForPeopleToEnd else { continue }
      let whom = pause.scope == .account ? "" : " \(pause.scope.text)"
      offer("resume\(whom)", "end the pause")
    }
    return !holding.isEmpty
  }

  /// Whether any limit is reached.
  private mutating func explainLimits() -> Bool {
    var isFull = false
    for scope in [Scope.account, .model(job.model)] {
      guard let limits = situation.limits[scope] else { continue }
      if let most = limits.inFlightNow {
        isFull = explainInFlight(most, limits, scope) || isFull
      }
      if let most = limits.perMinute {
        isFull = explainPerMinute(most, scope) || isFull
      }
    }
    return isFull
  }

  private mutating func explainInFlight(
    _ most: Int, _ limits: Limits, _ scope: Scope
  ) -> Bool {
    let live = situation.live.filter {
      $0.holdsSlot(at: now) && (scope == .account || $0.model == job.model)
    }
    guard live.count >= most else { return false }
    let uncertain = live.count { $0.outcome == .uncertain }
    let held = uncertain > 0 ? "; \(uncertain) of them uncertain, which holds its place" : ""
    say(
      "\(whose(scope)) limit of \(counted(most, "prediction")) in flight is reached: "
        + "\(live.count) now\(held). \(passing(live.count, most))")
    if most != limits.inFlight {
      say("A 429 of the API lowered that limit; each \(most) accepted submissions raise it by one.")
    }
    offerMoreInFlight(limits, live.count, scope)
    return true
  }

  /// Setting a limit also ends what a 429 made of it. More may be in flight than the limit says:
  /// what lets one more go is more than both.
  private mutating func offerMoreInFlight(_ limits: Limits, _ live: Int, _ scope: Scope) {
    let option = "limit\(words(scope)) --in-flight"
    guard let configured = limits.inFlight else {
      return offer("\(option) off", "lift that limit, as it was before the 429")
    }
    if configured > live {
      offer("\(option) \(configured)", "let as many go as before the 429")
    } else {
      offer("\(option) \(live + 1)", "raise that limit")
    }
  }

  /// When the limit lets the next one go.
  private func passing(_ live: Int, _ most: Int) -> String {
    if most == 0 { return "It goes on when that limit is raised." }
    return live == most
      ? "It goes on when one ends." : "It goes on when \(live - most + 1) have ended."
  }

  private mutating func explainPerMinute(_ most: Int, _ scope: Scope) -> Bool {
    let counting = situation.submissions.compactMap { sent -> Timestamp? in
      guard scope == .account || sent.model == job.model else { return nil }
      let until = (sent.answeredAt ?? now) + .seconds(60)
      return until > now ? until : nil
    }
    guard counting.count >= most else { return false }
    // Where the limit was lowered more may count than it says: all but one less than it must go.
    let next = most > 0 ? counting.sorted()[counting.count - most] : nil
    let beyond = counting.count > most ? ": \(counting.count) count" : ""
    say(
      "\(whose(scope)) limit of \(counted(most, "submission")) in any 60 seconds is reached"
        + beyond + (next.map { ". The next may leave in \(left(until: $0))." } ?? "."))
    offer("limit\(words(scope)) --per-minute \(counting.count + 1)", "raise that limit")
    return true
  }

  private mutating func explainMoneyWait(_ reason: WaitReason) {
    switch reason {
    case .budget: explainBudget()
    case .maxPrice:
      let most = job.maxPrice.map { "\($0)" } ?? "what it may"
      say("It costs \(price.map { "\($0)" } ?? "more"), which is more than \(most), its own limit.")
      if let price { offer("edit \(job.id) --max-price \(price.amountText)", "allow that price") }
    case .quote: say("The API is being asked what it costs: a limit of money watches over it.")
    case .unknownPrice:
      say("Nobody knows what it costs, and a limit of money watches over it: a person decides.")
      offer("config unknown_price allow", "let jobs of unknown price be paid")
    }
  }

  private mutating func explainBudget() {
    guard let squeeze = situation.purse.tightest(for: job.model) else {
      return say("It waited for room in a budget, and is about to be looked at again.")
    }
    let cost = price.map { "It costs \($0), and \(whose(squeeze.scope).lowercasedFirst)" }
    let length = squeeze.isPerDay ? "a day" : "in total"
    say(
      "\(cost ?? whose(squeeze.scope)) budget of \(squeeze.most) \(length) has "
        + "\(max(squeeze.left, .zero)) left.")
    if let price, price > squeeze.most {
      say("It never has room for that: it waits until the budget is raised.")
    } else if squeeze.isPerDay {
      say("It goes on when there is room, at midnight UTC at the latest.")
    } else {
      say("It goes on when there is room: when money is given back, or the budget is raised.")
    }
    let option = squeeze.isPerDay ? "--per-day" : "--total"
    let enough = squeeze.most - squeeze.left + (price ?? .zero)
    offer(
      "budget\(words(squeeze.scope)) \(option) \(enough.amountText)",
      "raise that budget enough for it")
  }

  private mutating func explainPlace(isHeld: Bool) {
    guard situation.ahead > 0 else {
      say(
        isHeld
          ? "No other job of its model comes before it."
          : "Nothing holds it: it is submitted as soon as the daemon comes to it.")
      return
    }
    let come = situation.ahead == 1 ? "comes" : "come"
    say(
      "\(counted(situation.ahead, "job")) of its model \(come) before it. Its own priority is "
        + "\(job.priority).")
    offer(
      "edit \(job.id) --priority \(job.priority + 1)", "let it go before those of \(job.priority)")
  }

  private func whose(_ scope: Scope) -> String {
    scope == .account ? "The account's" : "Its model's"
  }

  private func words(_ scope: Scope) -> String {
    scope == .account ? "" : " \(scope.text)"
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
