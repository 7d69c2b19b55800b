import JSON
import Store
import WaveSpeed

/// A model's queued jobs in their order, to be found by what was sent for them.
///
/// Thousands of predictions are compared with thousands of jobs. Who was sent something was sent each
/// of its texts too, so a job is kept under the rarest of its own, and only those that a prediction's
/// texts lead to are compared with it.
struct QueuedLine {
  private var jobs: [(job: QueuedInput, sent: JSON.Object)] = []

  /// Places in `jobs`, in their order; nil: those that have no text.
  private var places: [Text?: [Int]] = [:]

  private struct Text: Hashable {
    let key: String
    let value: String
  }

  init(_ queued: [QueuedInput]) {
    for job in queued {
      // What is no object was never sent.
      if let sent = (try? JSON(parsing: job.input))?.object { jobs.append((job, sent)) }
    }
    var counts: [Text: Int] = [:]
    for (_, sent) in jobs {
      for text in Self.texts(sent) { counts[text, default: 0] += 1 }
    }
    for (place, queued) in jobs.enumerated() {
      let rarest = Self.texts(queued.sent).min { (counts[$0] ?? 0) < (counts[$1] ?? 0) }
      places[rarest, default: []].append(place)
    }
  }

  /// The first job for which exactly this would have been sent. It is given away by that.
  mutating func take(answeredBy inputs: JSON.Object) -> QueuedInput? {
    var first: (text: Text?, index: Int, place: Int)?
    for text in Self.ways(to: inputs) {
      guard let known = places[text],
        let index = known.firstIndex(where: { jobs[$0].sent.isContained(in: inputs) })
      else { continue }
      if first.map({ known[index] < $0.place }) ?? true { first = (text, index, known[index]) }
    }
    guard let first else { return nil }
    places[first.text]?.remove(at: first.index)
    return jobs[first.place].job
  }

  /// All for which this would have been sent, but for what our own pictures became.
  func suitors(of inputs: JSON.Object) -> [QueuedInput] {
    Self.ways(to: inputs).flatMap { places[$0] ?? [] }.sorted()
      .filter { jobs[$0].sent.isEqual(butForPicturesTo: inputs) }.map { jobs[$0].job }
  }

  private static func ways(to inputs: JSON.Object) -> [Text?] {
    inputs.members.compactMap { member in
      member.value.string.map { Text(key: member.key, value: $0) }
    } + [nil]
  }

  /// Those that are sent as they are: a picture of ours becomes another at the API.
  private static func texts(_ sent: JSON.Object) -> [Text] {
    sent.members.compactMap { member in
      guard let value = member.value.string, !member.value.isOwnPicture else { return nil }
      return Text(key: member.key, value: value)
    }
  }
}

extension JSON.Object {
  /// Every key that would be sent is there with an equal value, or with whatever one of our own
  /// pictures became.
  fileprivate func isEqual(butForPicturesTo sent: JSON.Object) -> Bool {
    members.allSatisfy { member in
      sent[member.key].map { member.value.isEqual(butForPicturesTo: $0) } ?? false
    }
  }
}

extension JSON {
  fileprivate func isEqual(butForPicturesTo sent: JSON) -> Bool {
    if let list = array, let other = sent.array {
      return list.count == other.count
        && zip(list, other).allSatisfy { $0.isEqual(butForPicturesTo: $1) }
    }
    if isOwnPicture, sent.string != nil { return true }
    return isEquivalent(to: sent)
  }

  fileprivate var isOwnPicture: Bool {
    switch string.flatMap({ PictureAddress($0) }) {
    case .kept, .data: true
    case .web, nil: false
    }
  }
}
