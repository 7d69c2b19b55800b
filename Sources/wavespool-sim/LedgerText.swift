// The ledger as JSON: counters first, then what was accepted more than once, then predictions.

extension Simulator {
  func ledgerText(_ request: Request, at now: Int64) -> String {
    ledger.settle(at: now)
    let limit = request.query("limit").flatMap { Int($0) } ?? 10_000
    let offset = request.query("offset").flatMap { Int($0) } ?? 0
    let shown = predictions.indices.dropFirst(max(0, offset)).prefix(max(0, limit))
    let duplicates = ledger.duplicates.prefix(max(0, limit)).map { duplicate in
      let prediction = predictions[duplicate.first]
      return #"{"model":\#(quoted(ledger.model(of: prediction))),"#
        + #""first":"\#(ledger.names.name(duplicate.first))","#
        + #""posted":\#(duplicate.submissions.posted),"#
        + #""accepted":\#(duplicate.submissions.accepted),"#
        + #""body":\#(bodyText(prediction))}"#
    }
    return #"{"counters":\#(countersText),"duplicates":\#(list(duplicates)),"#
      + #""predictions":\#(list(shown.map { entry($0, at: now) }))}"#
  }

  private var countersText: String {
    let counters = ledger.counters
    let models = ledger.mostInFlightByModel.map { "\(quoted($0.model)):\($0.most)" }
    return #"{"posts":\#(counters.postsSeen),"accepted":\#(predictions.count),"#
      + #""duplicates":\#(counters.duplicates),"polls":\#(counters.pollsSeen),"#
      + #""output_fetches":\#(counters.fetches),"keys_at_outputs":\#(counters.keysAtOutputs),"#
      + #""in_flight":\#(counters.inFlight.now),"max_in_flight":\#(counters.inFlight.most),"#
      + #""max_in_flight_by_model":{\#(models.joined(separator: ","))},"#
      + #""max_posts_per_minute":\#(counters.posts.most),"#
      + #""max_polls_per_second":\#(counters.polls.most),"#
      + #""charged":\#(dollars(ledger.totals.charged)),"#
      + #""refunded":\#(dollars(ledger.totals.refunded))}"#
  }

  private func entry(_ index: PredictionIndex, at now: Int64) -> String {
    let prediction = predictions[index]
    let model = ledger.model(of: prediction)
    let body = String(decoding: ledger.body(of: prediction), as: UTF8.self)
    let refund = ledger.isRefunded(index, at: now) ? prediction.price : 0
    return #"{"id":"\#(ledger.names.name(index))","model":\#(quoted(model)),"#
      + #""path":\#(quoted("/api/v\(prediction.version)/\(model)")),"#
      + #""body":\#(quoted(body)),"input":\#(body),"#
      + #""charged":\#(dollars(prediction.price)),"refunded":\#(dollars(refund)),"#
      + #""created_at":"\#(clock.text(prediction.createdAt))","#
      + #""status":\#(quoted(status(of: prediction, at: now))),"#
      + #""same_body_accepted":\#(ledger.submissions(of: prediction).accepted),"#
      + #""polls":\#(prediction.polls),"fetches":\#(prediction.fetches)}"#
  }

  private func bodyText(_ prediction: Prediction) -> String {
    quoted(String(decoding: ledger.body(of: prediction), as: UTF8.self))
  }
}
