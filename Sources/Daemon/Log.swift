import JSON
import Spool
import Terminal

/// What the daemon says while it works: one line an event, on standard error.
///
/// Texts from outside are made harmless here, at the edge: none can forge a line or move a cursor.
package struct Log: Sendable {
  package let level: Level
  package let format: Format

  /// Whether each line begins with its priority, as the journal has it.
  private let hasPriorities: Bool
  private let write: @Sendable (String) -> Void

  package enum Level: String, CaseIterable, Comparable, Sendable {
    case debug
    case info
    case warning
    case error

    package static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }

    private var rank: Int {
      switch self {
      case .debug: 0
      case .info: 1
      case .warning: 2
      case .error: 3
      }
    }
  }

  package enum Format: String, CaseIterable, Sendable {
    case text
    case json
  }

  package init(
    _ level: Level, _ format: Format, hasPriorities: Bool = false,
    write: @escaping @Sendable (String) -> Void
  ) {
    self.level = level
    self.format = format
    self.hasPriorities = hasPriorities
    self.write = write
  }

  package typealias Fields = KeyValuePairs<String, String>

  package func debug(_ message: String, _ fields: Fields = [:]) { say(.debug, message, fields) }
  package func info(_ message: String, _ fields: Fields = [:]) { say(.info, message, fields) }
  package func warning(_ message: String, _ fields: Fields = [:]) { say(.warning, message, fields) }
  package func error(_ message: String, _ fields: Fields = [:]) { say(.error, message, fields) }

  private func say(_ level: Level, _ message: String, _ fields: Fields) {
    guard level >= self.level else { return }
    let priority = hasPriorities ? level.priority : ""
    switch format {
    case .text:
      let details = fields.filter { !$0.value.isEmpty }.map { " \($0.key)=\(quoted($0.value))" }
      write("\(priority)\(level.rawValue): \(message)\(details.joined())\n")
    case .json:
      var object = JSON.Object([
        ("at", .string(realTime().wall.rfc3339)), ("level", .string(level.rawValue)),
        ("message", .string(message)),
      ])
      for (key, value) in fields { object[key] = .string(value.visible) }
      write("\(priority)\(JSON.object(object).text)\n")
    }
  }
}
