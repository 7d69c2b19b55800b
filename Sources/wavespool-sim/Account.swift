import JSON

// Money and models: what an account can look up.

extension Simulator {
  func balance(at now: Int64) -> Reply {
    ledger.settle(at: now)
    let left = (options.balance ?? 1_000_000_000) - ledger.spent
    return .success(#"{"balance":\#(dollars(left))}"#)
  }

  func price(_ request: Request) -> Reply {
    guard let body = try? JSON(parsing: request.body),  // whatever is wrong with it, it is refused
      let model = body["model_id"]?.string
    else { return .refusal(400, "model_id is required") }
    guard !options.isStrict || Catalogue.find(model) != nil else {
      return .refusal(404, "model not found: \(model)")
    }
    let price = dollars(Catalogue.price(of: model, body["inputs"]?.object ?? JSON.Object()))
    return .success(#"{"price":\#(price),"discounted_price":\#(price),"currency":"USD"}"#)
  }

  func models() -> Reply {
    .success(list(Catalogue.all.map(described)))
  }

  private func described(_ model: Catalogue.Model) -> String {
    let required = list(model.required.map { quoted($0) })
    let formula = model.name == Catalogue.openVideo ? "per second by resolution, 5 s to 20 s" : ""
    return #"{"model_id":\#(quoted(model.name)),"name":\#(quoted(model.name)),"#
      + #""description":\#(quoted(model.title)),"type":\#(quoted(model.kind)),"#
      + #""base_price":\#(dollars(model.basePrice)),"formula":\#(quoted(formula)),"#
      + #""api_schema":{"api_schemas":[{"type":"model_run","method":"POST","#
      + #""server":\#(quoted(address)),"api_path":"/api/v\#(model.version)/\#(model.name)","#
      + #""request_schema":{"type":"object","properties":{\#(model.properties)},"#
      + #""required":\#(required),"x-order-properties":\#(required)}}]}}"#
  }
}
