import Daemon
import HTTP
import Store
import Terminal

/// Looks at everything a daemon would need, says what it found line by line, and serves nothing.
///
/// One part that is wrong keeps no other from being looked at. Returns 0 when all is well, 1
/// otherwise.
func check(
  _ invocation: Invocation, environment: [String: String], _ console: Console, _ signals: Signals
) -> CInt {
  var findings: [CheckFinding] = []
  func show(_ found: [CheckFinding]) {
    for finding in found { print(finding, console) }
    console.out.flush()  // what comes next may wait for the network
    findings += found
  }
  do throws(Misconfigured) {
    let database = try Configuration.database(invocation, environment)
    show(checkDatabase(at: database))
    let outputs = Configuration.outputs(invocation, environment, beside: database)
    show([checkOutputs(outputs, beside: database.path)])
  } catch {
    show([.problem(.database, error.message, remedy: error.hint ?? "")])
  }

  var key: APIKey?
  var keyTrouble: CheckFinding?
  do throws(Misconfigured) {
    key = try Configuration.key(environment)
  } catch {
    keyTrouble = .problem(.key, error.message, remedy: error.hint ?? "")
  }
  do throws(Misconfigured) {
    let address = try Configuration.address(invocation, environment)
    let client = Client(userAgent: "wavespool/\(Arguments.program.version)")
    let found = checkAPI(address, key, over: client, stoppedBy: signals)
    show(keyTrouble == nil ? found : found.filter { $0.subject != .key })
  } catch {
    show([.problem(.address, error.message, remedy: error.hint ?? "")])
    if keyTrouble == nil { show([.unknown(.key, "not tried: there is no address to try it at")]) }
  }
  if let keyTrouble { show([keyTrouble]) }
  return findings.contains(where: \.isProblem) ? 1 : 0
}

private func print(_ finding: CheckFinding, _ console: Console) {
  let subject = padded(finding.subject.rawValue, to: 8)
  let (word, style, remedy): (String, Style, String?) =
    switch finding.verdict {
    case .well: ("ok", .green, nil)
    case .unknown: ("unknown", .yellow, nil)
    case .problem(let remedy): ("problem", .red, remedy)
    }
  let verdict = console.out.paint(padded(word, to: 7), style)
  console.out.line("\(verdict)  \(subject)  \(finding.words.visible)")
  if let remedy, !remedy.isEmpty {
    console.out.line(padded("", to: 19) + remedy.visible)
  }
}

private func padded(_ word: String, to width: Int) -> String {
  word + String(repeating: " ", count: max(0, width - word.utf8.count))
}
