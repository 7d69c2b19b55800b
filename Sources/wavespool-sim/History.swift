import JSON
import Spool

// Recent predictions, newest first: what a client looks through after a lost answer.

extension Simulator {
  func history(_ request: Request, at now: Int64) -> Reply {
    guard let query = try? JSON(parsing: request.body), query.object != nil else {
      return .refusal(400, "invalid request body")  // whatever is wrong with it
    }
    guard let page = Page(query) else {
      return .refusal(400, "page and page_size (1 to 100) are required")
    }
    guard let window = Window(query, "created_after", "created_before") else {
      return .refusal(400, "created_after and created_before must be RFC 3339 times")
    }
    let model = query["model"]?.string
    let wanted = query["status"]?.string
    let includesInputs =
      switch options.historyInputs {
      case .never: false
      case .asked: query["include_inputs"]?.bool ?? false
      case .always: true
      }
    let visible = indices(createdIn: window, until: now - options.historyDelay)
    let items = page.items(
      visible.reversed().lazy.filter { [self] index in
        let prediction = predictions[index]
        return model.map { $0 == ledger.model(of: prediction) } ?? true
          && wanted.map { $0 == status(of: prediction, at: now) } ?? true
      })
    let shown = items.found.map { index in
      let body = ledger.body(of: predictions[index])
      let input = includesInputs ? String(decoding: body, as: UTF8.self) : nil
      return report(index, at: now, input: input)
    }
    return .success(
      #"{"page":\#(page.number),"has_more":\#(items.hasMore),"items":\#(list(shown))}"#)
  }

  /// Times only grow along the predictions, so both ends of the window are found by halving.
  func indices(createdIn window: Window, until latest: Int64) -> Range<PredictionIndex> {
    let predictions = predictions
    func first(where isReached: (Int64) -> Bool) -> PredictionIndex {
      var (low, high) = (0, predictions.count)
      while low < high {
        let middle = (low + high) / 2
        if isReached(predictions[middle].createdAt) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    let end = first { $0 > latest || $0 > window.before }
    return min(end, first { $0 >= window.after })..<end
  }
}

/// `page`, counted from 1, and `page_size`.
struct Page {
  let number: Int
  let size: Int

  init?(_ query: JSON) {
    guard let number = query["page"]?.int, let size = query["page_size"]?.int,
      number >= 1, number < 1_000_000, (1...100).contains(size)
    else { return nil }
    self.number = Int(number)
    self.size = Int(size)
  }

  func items<Items: Sequence>(_ all: Items) -> (found: [Items.Element], hasMore: Bool) {
    var found = Array(all.lazy.dropFirst((number - 1) * size).prefix(size + 1))
    let hasMore = found.count > size
    if hasMore { found.removeLast() }
    return (found, hasMore)
  }
}

/// Two moments, both included; either may be missing.
struct Window {
  var after = Int64.min
  var before = Int64.max

  init?(_ query: JSON, _ after: String, _ before: String) {
    for (name, place) in [(after, \Window.after), (before, \Window.before)] {
      guard let value = query[name], !value.isNull else { continue }
      guard let text = value.string, let moment = Timestamp(text) else { return nil }
      self[keyPath: place] = moment.milliseconds * 1_000_000
    }
    // Times are kept to the nanosecond and asked for to the millisecond.
    if self.before < .max { self.before += 999_999 }
  }
}
