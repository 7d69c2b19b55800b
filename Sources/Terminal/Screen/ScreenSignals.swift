import Glibc

// Signals while the whole terminal is ours. Those that ask for something write their number into a
// pipe, which is waited for with the rest; those of a crash put the terminal right and let it go on.

private let asking: [CInt] = [SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT]
private let crashing: [CInt] = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE]

// SAFETY: written before the first handler is installed and after the last is gone; handlers, which
// run on this thread, only read it.
private nonisolated(unsafe) var pipeIn: CInt = -1
// SAFETY: the same.
private nonisolated(unsafe) var pipeOut: CInt = -1
// On the heap: for a global of this C structure the compiler leaves three bytes too few, those between
// its fields, and assigning to it writes over its neighbour.
// SAFETY: the same, and a crash reads it once.
private nonisolated(unsafe) let modesBefore = UnsafeMutablePointer<termios>.allocate(capacity: 1)
// SAFETY: the same.
private nonisolated(unsafe) var terminal: (input: CInt, output: CInt) = (-1, -1)

/// The end to read numbers of signals from; nil when one cannot be had.
func openSignals() -> CInt? {
  var ends: [CInt] = [-1, -1]
  // SAFETY: there is room for the two descriptors that it fills in.
  guard unsafe pipe(&ends) == 0 else { return nil }
  for end in ends {
    _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    _ = fcntl(end, F_SETFL, O_NONBLOCK)
  }
  // SAFETY: no handler is installed yet.
  unsafe (pipeOut, pipeIn) = (ends[0], ends[1])
  for number in asking {
    _ = signal(number) { number in
      var byte = UInt8(truncatingIfNeeded: number)
      // SAFETY: one byte, counted as one. A full pipe has enough to say.
      _ = unsafe write(pipeIn, &byte, 1)
    }
  }
  return ends[0]
}

func closeSignals() {
  for number in asking + crashing { _ = signal(number, SIG_DFL) }
  // SAFETY: the handlers are gone.
  let ends = unsafe [pipeIn, pipeOut]
  // SAFETY: the same.
  unsafe (pipeIn, pipeOut) = (-1, -1)
  for end in ends where end >= 0 { close(end) }
}

/// What a crash puts back before it goes on: `tcsetattr` and `write` may be called in a handler.
func rememberForCrash(_ modes: termios, of input: CInt, drawingOn output: CInt) {
  // SAFETY: written before the handlers that read it are installed.
  unsafe modesBefore.initialize(to: modes)
  // SAFETY: the same.
  unsafe terminal = (input, output)
  for number in crashing {
    _ = signal(number) { number in
      let words: StaticString = "\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l"
      // SAFETY: static bytes, counted; and the modes as they were.
      _ = unsafe write(terminal.output, words.utf8Start, words.utf8CodeUnitCount)
      _ = unsafe tcsetattr(terminal.input, TCSANOW, modesBefore)
      _ = signal(number, SIG_DFL)
      raise(number)
    }
  }
}
