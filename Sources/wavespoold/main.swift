import Daemon
import Glibc
import Terminal

// Before anything can start a thread.
let signals = Signals()
let console = Console.standard(program: Arguments.program.name)

if CommandLine.arguments.dropFirst().elementsEqual(["help", "--man"]) {
  console.out.write(Arguments.manual)
  console.exit(0)
}

do throws(UsageError) {
  try refuseUnreadableArguments()
  switch try Arguments.program.parse(Array(CommandLine.arguments.dropFirst())) {
  case .help(let request):
    Help(Arguments.program, request.path).write(to: console.out)
    console.exit(0)
  case .version:
    console.out.line("\(Arguments.program.name) \(Arguments.program.version)")
    console.exit(0)
  case .run(let invocation):
    console.exit(run(invocation, on: console, signals))
  }
} catch {
  console.report(error, from: Arguments.program)
  console.exit(2)
}

func run(_ invocation: Invocation, on console: Console, _ signals: Signals) -> CInt {
  if invocation[Arguments.check] {
    return check(invocation, environment: processEnvironment(), console, signals)
  }
  let log = Log(
    invocation[Arguments.logLevel] ?? .info, invocation[Arguments.logFormat] ?? .text,
    write: LogOutlet(STDERR_FILENO).write)
  do throws(Misconfigured) {
    let configuration = try Configuration(
      invocation, environment: processEnvironment(), log: log)
    return serve(configuration, signals, console)
  } catch {
    console.err.line("\(Arguments.program.name): \(error.message)")
    if let hint = error.hint { console.err.line("  \(hint)") }
    return 2
  }
}
