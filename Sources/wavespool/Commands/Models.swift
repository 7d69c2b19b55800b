import Spool
import Terminal
import WaveSpeed

extension Models {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    for model in try session.catalog().models { session.out.line(model.name.text.visible) }
    return .done
  }
}
