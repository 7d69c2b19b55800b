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

extension Store {
  /// The model of jobs that are there, whether or not the catalog still has it: by its name, else by
  /// a suffix that only one has. Looks through all jobs.
  package func modelOfJobs(spelled text: String) throws(SQLiteError) -> ModelName? {
    let names = try sql(
      """
      SELECT DISTINCT model FROM jobs
      WHERE model = :text OR substr(model, -length(:suffix)) = :suffix
      ORDER BY model <> :text LIMIT 2
      """
    ).rows(text, "/" + text) { row throws(SQLiteError) in row.model(0) }
    guard let first = names.first, names.count == 1 || first.text == text else { return nil }
    return first
  }

  /// The names of the models that people added, or put in the place of a built-in one.
  package func addedModels() throws(SQLiteError) -> Set<ModelName> {
    Set(
      try sql("SELECT name FROM models WHERE source = 'added'")
        .rows { row throws(SQLiteError) in row.model(0) })
  }

  /// Whether there was a model of that name, which is then replaced.
  package func addModel(_ entry: CatalogEntry, at now: Timestamp) throws(SQLiteError) -> Bool {
    let isKnown = try model(ModelName(entry.name)) != nil
    try sql(
      """
      INSERT INTO models (name, item, source, added_at) VALUES (:name, :item, 'added', :now)
      ON CONFLICT (name) DO UPDATE SET item = excluded.item, source = 'added',
        added_at = excluded.added_at
      """
    ).run(entry.name, entry.item, now)
    return isKnown
  }

  /// Takes a model that people added out of the catalog, or puts back the built-in one of its name.
  package func removeModel(
    _ name: ModelName, leaving builtIn: CatalogEntry?
  ) throws(SQLiteError) {
    guard let builtIn else {
      try sql("DELETE FROM models WHERE name = :name").run(name)
      return
    }
    try sql("UPDATE models SET item = :item, source = 'built-in' WHERE name = :name")
      .run(builtIn.item, name)
  }

  /// How many jobs that have not ended, or whose prediction is still live, use a model.
  package func jobsNeeding(_ name: ModelName) throws(SQLiteError) -> Int {
    try sql(
      """
      SELECT count(*) FROM (
        SELECT id FROM jobs
        WHERE model = :model AND status IN ('queued', 'submitting', 'uncertain', 'running')
        UNION
        SELECT job_id FROM attempts
        WHERE model = :model
          AND (outcome = 'sending' OR outcome = 'uncertain' OR outcome = 'accepted'))
      """
    ).first(name) { $0.int(0) } ?? 0
  }
}
