import Daemon
import Glibc
import Terminal

// Before anything is opened.
let console = Console.standard(program: Arguments.program.name)
let openFiles = OpenFiles.raised()
if let trouble = openFiles.trouble {
  console.err.line("\(Arguments.program.name): \(trouble)")
  console.err.line("  raise the limit: LimitNOFILE= in the unit, 'ulimit -n' in a shell")
  console.exit(6)
}

// Before anything can start a thread.
let signals = Signals()

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
    hasPriorities: isJournal(STDERR_FILENO, environment: processEnvironment()),
    write: LogOutlet(STDERR_FILENO).write)
  do throws(Misconfigured) {
    let configuration = try Configuration(
      invocation, environment: processEnvironment(), log: log)
    return serve(configuration, signals, console)
  } catch {
    console.complain(error.message, hint: error.hint)
    return 2
  }
}
