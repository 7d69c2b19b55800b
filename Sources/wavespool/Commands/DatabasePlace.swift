import JSON
import Store
import Terminal

extension Database {
  enum Path {
    /// Where it is on stdout, why on stderr.
    static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
      let location = session.location
      let closed = closedFolder(onTheWayTo: location.path)
      if session.wantsJSON {
        session.print([
          "path": .string(location.path), "reason": .string(location.reason),
          "exists": closed == nil ? .bool(session.databaseIsThere) : .null,
        ])
        return .done
      }
      session.out.line(session.out.isTerminal ? location.path.visible : location.path)
      let trouble = closed.map { "; you may not look into \($0)" }
      session.note(
        location.reason + (trouble ?? (session.databaseIsThere ? "" : "; it does not exist yet")))
      return .done
    }
  }

  enum Migrate {
    /// Opening it for writing is all it takes.
    static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
      let wasThere = session.databaseIsThere
      let store = try session.writer()
      if session.wantsJSON {
        session.print(["path": .string(store.path), "made": .bool(!wasThere)])
      }
      session.note(
        wasThere
          ? "\(store.path) has the current schema." : "Made \(store.path).")
      return .done
    }
  }
}
