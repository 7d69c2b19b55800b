import JSON
import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

extension Models {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    guard let name = session.invocation[model] else {
      try list(session)
      return .done
    }
    let model = try session.model(name)
    if session.wantsJSON {
      session.print(model.json)
    } else {
      ModelPage(model, width: session.out.width).write(to: session.out)
    }
    return .done
  }

  private static func list(_ session: Session) throws(CommandFailure) {
    let models = try session.catalog().models
    if session.wantsJSON {
      session.print(.array(models.map(\.json)))
      return
    }
    var added: Set<ModelName> = []
    if session.databaseIsThere {
      added = try session.reading { store throws(SQLiteError) in try store.addedModels() }
    }
    var table = Table([
      Column("MODEL", minimum: 20, eliding: .start),
      Column("NEEDS", minimum: 8, shrinksAt: 1),
      Column("PRICE", minimum: 8, shrinksAt: 2, expendableAt: 1),
      Column("FROM", expendableAt: 2),
    ])
    for model in models {
      table.add([
        Cell(model.name.text),
        Cell(model.inputs.filter(\.isRequired).map(\.key).joined(separator: ", ")),
        Cell(model.shortPrice),
        Cell(added.contains(model.name) ? "you" : "wavespool"),
      ])
    }
    table.write(to: session.out)
  }
}
