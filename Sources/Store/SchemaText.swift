import Migrations

/// The schema as it was written, comments and all, oldest step first.
package var schemaText: String { Migrations.steps.joined(separator: "\n") }
