package import SQLite
package import Spool

extension Store {
  /// The model of that name, else the only one whose name ends in `/` and the text; nil when it
  /// takes more to find out which is meant.
  package func models(spelled text: String) throws(SQLiteError) -> CatalogEntry? {
    if let exact = try model(ModelName(text)) { return exact }
    let suffixed = try sql(
      """
      SELECT name, item FROM models
      WHERE substr(name, -length(:suffix)) = :suffix LIMIT 2
      """
    ).rows("/" + text) { row throws(SQLiteError) in
      CatalogEntry(name: row.text(0), item: row.text(1))
    }
    return suffixed.count == 1 ? suffixed[0] : nil
  }

  package func model(_ name: ModelName) throws(SQLiteError) -> CatalogEntry? {
    try sql("SELECT name, item FROM models WHERE name = :name").first(name) { row in
      CatalogEntry(name: row.text(0), item: row.text(1))
    }
  }
}
