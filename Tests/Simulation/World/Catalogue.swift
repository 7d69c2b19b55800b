import JSON
import Spool
import Store
import WaveSpeed

/// The models of the simulation: small, so that a life begins quickly; both API versions. One says
/// what it costs.
enum Catalogue {
  static let models: [Model] = [
    model("film/plain", "v3"),
    model("film/older", "v2"),
    model("film/seeded", "v3", isSeeded: true),
    model("film/priced", "v3", price: "0.1"),
  ]

  static let priced = 3
  static let price = Money(micros: 100_000)

  static let entries = models.map { CatalogEntry(name: $0.name.text, item: $0.json.text) }

  private static func model(
    _ name: String, _ version: String, isSeeded: Bool = false, price: String? = nil
  ) -> Model {
    let cost = price.map { #""base_price": \#($0), "# } ?? ""
    let seed =
      isSeeded ? #", "seed": {"type": "integer", "minimum": -1, "maximum": 2147483647}"# : ""
    let text = """
      {"model_id": "\(name)", "name": "\(name)", "description": "", "type": "image-to-video", \(cost)
       "api_schema": {"api_schemas": [{"type": "model_run", "method": "POST",
         "api_path": "/api/\(version)/\(name)",
         "request_schema": {"type": "object", "required": ["prompt"],
           "properties": {"prompt": {"type": "string"}\(seed)}}}]}}
      """
    do {
      return try Model(json: JSON(parsing: text))
    } catch {
      preconditionFailure("a model of the simulation cannot be read: \(error)")
    }
  }
}
