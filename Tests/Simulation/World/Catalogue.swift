import JSON
import Spool
import Store
import WaveSpeed

/// The models of the simulation: small, so that a life begins quickly; both API versions.
enum Catalogue {
  static let models: [Model] = [
    model("film/plain", "v3", seeded: false),
    model("film/older", "v2", seeded: false),
    model("film/seeded", "v3", seeded: true),
  ]

  static let entries = models.map { CatalogEntry(name: $0.name.text, item: $0.json.text) }

  private static func model(_ name: String, _ version: String, seeded: Bool) -> Model {
    let seed =
      seeded ? #", "seed": {"type": "integer", "minimum": -1, "maximum": 2147483647}"# : ""
    let text = """
      {"model_id": "\(name)", "name": "\(name)", "description": "", "type": "image-to-video",
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
