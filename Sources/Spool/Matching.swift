// Which prediction is whose: the rules by which an attempt without an answer is given one that the
// API's history shows. Pure evidence: whatever could be somebody else's is left to a person.

/// An attempt that is looked for.
package struct Sought: Equatable, Sendable {
  package let attempt: AttemptID

  /// Between which moments of the API's clock its prediction can have been made.
  package let window: ClosedRange<Timestamp>

  /// Attempts that sent the same have the same: to such, any assignment is as good as another.
  package let likeness: Int

  /// False for one that is looked for no more, given up or left to a person: nothing is given to
  /// it, and what may be its own is not taken for another's without doubt.
  package let isWaiting: Bool

  package init(
    _ attempt: AttemptID, window: ClosedRange<Timestamp>, likeness: Int, isWaiting: Bool = true
  ) {
    self.attempt = attempt
    self.window = window
    self.likeness = likeness
    self.isWaiting = isWaiting
  }
}

/// A prediction of the right model that belongs to no attempt of ours.
package struct Candidate: Equatable, Sendable {
  package let prediction: PredictionID
  package let createdAt: Timestamp?

  /// The likenesses that its inputs agree with; nil when the API does not show its inputs.
  package let likenesses: Set<Int>?

  package init(_ prediction: PredictionID, createdAt: Timestamp?, likenesses: Set<Int>?) {
    self.prediction = prediction
    self.createdAt = createdAt
    self.likenesses = likenesses
  }

  fileprivate func mayBe(_ sought: Sought) -> Bool {
    (likenesses?.contains(sought.likeness) ?? true)
      && (createdAt.map { sought.window.contains($0) } ?? true)
  }
}

/// What a look at the history says of one attempt.
package enum Verdict: Hashable, Sendable {
  case adopt(PredictionID)
  case nothingFound

  /// Several things could be true, and only a person can tell.
  case ambiguous([PredictionID])
}

/// Settles what the evidence settles.
///
/// - Candidates with inputs: each goes to one attempt that sent just that and whose window it falls
///   into. When one is left over, another program sends the same: the attempts that it could be
///   are a person's. Among attempts that are alike, those that wait come first.
/// - Candidates without inputs: one alone is adopted, where all the attempts that it could be are
///   alike. Two of them tell nothing.
package func verdicts(on sought: [Sought], among candidates: [Candidate]) -> [AttemptID: Verdict] {
  var verdicts: [AttemptID: Verdict] = [:]
  var certain: Set<AttemptID> = []
  func settle(_ attempts: [Sought], by found: [Candidate]) {
    for attempt in attempts {
      let mine = found.filter { $0.mayBe(attempt) }.map(\.prediction)
      switch verdicts[attempt.attempt] {
      case .adopt: break
      case .ambiguous(let others): verdicts[attempt.attempt] = .ambiguous(others + mine)
      case .nothingFound, nil:
        if !mine.isEmpty { verdicts[attempt.attempt] = .ambiguous(mine) }
      }
    }
  }

  let (shown, hidden) = (
    candidates.filter { $0.likenesses != nil }, candidates.filter { $0.likenesses == nil }
  )
  for group in groupsOfLike(sought) {
    let found = shown.filter { candidate in group.contains(where: candidate.mayBe) }
    let isOnlyTheirs = found.allSatisfy { candidate in
      sought.allSatisfy { $0.likeness == group[0].likeness || !candidate.mayBe($0) }
    }
    if isOnlyTheirs, let pairs = assignment(of: found, to: group) {
      let waiting = assignment(of: found, to: group.filter(\.isWaiting)) ?? pairs
      for (attempt, candidate) in waiting { verdicts[attempt] = .adopt(candidate) }
      // Where one of them is left without, it may as well be any other of them.
      if pairs.count == group.count { certain.formUnion(group.map(\.attempt)) }
    } else {
      settle(group, by: found)
    }
  }

  let open = sought.filter { !certain.contains($0.attempt) }
  let possible = open.filter { attempt in hidden.contains { $0.mayBe(attempt) } }
  let relevant = hidden.filter { candidate in open.contains(where: candidate.mayBe) }
  if relevant.count == 1,
    let first = possible.first(where: { $0.isWaiting && verdicts[$0.attempt] == nil }),
    possible.allSatisfy({ $0.likeness == first.likeness })
  {
    verdicts[first.attempt] = .adopt(relevant[0].prediction)
  } else {
    settle(possible, by: relevant)
  }

  var answer: [AttemptID: Verdict] = [:]
  for waiting in sought where waiting.isWaiting {
    answer[waiting.attempt] = verdicts[waiting.attempt] ?? .nothingFound
  }
  return answer
}

private func groupsOfLike(_ sought: [Sought]) -> [[Sought]] {
  Dictionary(grouping: sought, by: \.likeness).sorted { $0.key < $1.key }.map(\.value)
}

/// One attempt for each candidate, or nil when one would be left over.
///
/// A prediction is made soon after it was asked for: in the order of time each goes to the attempt
/// that was sent last before it. Where that leaves one over, each goes to the attempt whose window
/// closes first: no other order places more of them.
private func assignment(
  of candidates: [Candidate], to attempts: [Sought]
) -> [(AttemptID, PredictionID)]? {
  let inOrder = candidates.sorted {
    ($0.createdAt ?? .distantPast, $0.prediction.text)
      < ($1.createdAt ?? .distantPast, $1.prediction.text)
  }
  return place(inOrder, in: attempts.sorted { $0.window.lowerBound > $1.window.lowerBound })
    ?? place(inOrder, in: attempts.sorted { $0.window.upperBound < $1.window.upperBound })
}

/// Gives each candidate in turn the first attempt that is free and that it may be of.
private func place(
  _ candidates: [Candidate], in attempts: [Sought]
) -> [(AttemptID, PredictionID)]? {
  var free = attempts
  var pairs: [(AttemptID, PredictionID)] = []
  for candidate in candidates {
    guard let place = free.firstIndex(where: candidate.mayBe) else { return nil }
    pairs.append((free.remove(at: place).attempt, candidate.prediction))
  }
  return pairs
}

extension Timestamp {
  fileprivate static let distantPast = Timestamp(milliseconds: 0)
}
