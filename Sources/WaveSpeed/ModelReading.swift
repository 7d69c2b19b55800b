package import JSON
import Spool

// An item of `GET /api/v3/models`:
//
//   model_id, name, description
//   base_price, formula          the price of a run; with a formula it is only a start: not used
//   api_schema.api_schemas[]     the one of type `model_run`, else the first
//     api_path                   `/api/v3/…`; `server` is ignored, requests go where we are told
//     request_schema             properties, required, x-order-properties
//   wavespool                    ours, optional: what the API's schemas cannot say
//     pictures.KEY               formats, avoided_formats, max_bytes, min_ratio, max_ratio,
//                                advised_short_side
//     price                      seconds, min_seconds, max_seconds, by, usd_per_second

/// Inputs are looked up one by one, in a job's input too: a bound for what comes from outside.
private let mostInputs = 1_000

extension Model {
  package init(json: JSON) throws(ModelError) {
    let item = Item(json, "the model")
    let run = try Model.runSchema(of: item)
    let schema = try run.item("request_schema")
    let ours = try item.optionalItem("wavespool")
    let path = try APIPath(run.text("api_path"))
    self.name = try Model.name(try item.text("model_id"))
    self.title = try item.optionalText("name") ?? name.text
    self.description = try item.optionalText("description") ?? ""
    self.apiVersion = path.version
    self.apiPath = path.text
    self.inputs = try Model.inputs(schema, pictures: ours?.optionalItem("pictures"))
    self.priceRule = try PriceRule(item, ours: ours?.optionalItem("price"))
    self.json = json
  }

  /// The model that a catalog keeps under `name`: its own name must be the same, for that is what
  /// the API knows, and what counts against a limit.
  package init(kept text: String, under name: String) throws(ModelError) {
    let json: JSON
    do throws(JSONError) {
      json = try JSON(parsing: text)
    } catch {
      throw .notJSON(error)
    }
    let model = try Model(json: json)
    guard model.name.text == name else {
      throw .misnamed(name, ownName: model.name.text)
    }
    self = model
  }

  /// The models in a file: one item, a list of items, or a whole reply of `GET /api/v3/models`.
  package static func all(in bytes: [UInt8]) throws(ModelError) -> [Model] {
    let json: JSON
    do throws(JSONError) {
      json = try JSON(parsing: bytes)
    } catch {
      throw .notJSON(error)
    }
    let items = json.array ?? json["data"]?.array ?? [json]
    var models: [Model] = []
    for item in items { models.append(try Model(json: item)) }
    guard !models.isEmpty else { throw .noModels }
    return models
  }

  private static func runSchema(of item: Item) throws(ModelError) -> Item {
    let schemas = try item.item("api_schema").list("api_schemas")
    guard let run = schemas.first(where: { $0["type"]?.string == "model_run" }) ?? schemas.first
    else { throw .missing("api_schemas") }
    return Item(run, "api_schemas")
  }

  private static func name(_ text: String) throws(ModelError) -> ModelName {
    guard APIPath.faultOfParts(text[...]) == nil, text.utf8.count <= 200 else {
      throw .badName(text)
    }
    return ModelName(text)
  }

  private static func inputs(_ schema: Item, pictures: Item?) throws(ModelError) -> [Input] {
    let properties = try schema.item("properties")
    let required = try schema.optionalTexts("required")
    let order = try schema.optionalTexts("x-order-properties")
    let keys = Set(properties.object.keys)
    guard keys.count <= mostInputs else {
      throw .wrongType("properties", wanted: "at most \(mostInputs) inputs")
    }
    for key in required where !keys.contains(key) { throw .missing("properties.\(key)") }

    let needed = Set(required)
    var inputs: [Input] = []
    var seen: Set<String> = []
    for key in order + properties.object.keys where keys.contains(key) {
      guard seen.insert(key).inserted else { continue }
      inputs.append(
        try Input(
          key, properties.item(key), isRequired: needed.contains(key),
          rules: pictures?.optionalItem(key)))
    }
    return inputs
  }
}
