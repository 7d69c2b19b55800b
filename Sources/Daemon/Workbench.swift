import CLinux
import Glibc
package import Media
import Synchronization

/// The one thread beside the turn. It sleeps until there is an errand, and wakes the turn's wait
/// when one is done.
package final class Workbench: Bench {
  private let shared: Shared

  /// After `Signals`: the thread inherits what is blocked. It ends with the process.
  package init(pictures: MediaStore, wake: @escaping @Sendable () -> Void) {
    shared = Shared(pictures: pictures, wake: wake)
    var thread = pthread_t()
    // SAFETY: the thread holds on to what it works with, and lets go of it when it ends.
    let context = unsafe Unmanaged.passRetained(shared).toOpaque()
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<Shared>.fromOpaque(context).takeRetainedValue().work()
        return nil
      }, context)
    precondition(code == 0, "the system gave no thread")
    pthread_detach(thread)
  }

  deinit { shared.close() }

  package func start(_ errand: Errand) {
    shared.todo.withLock { $0.append(errand) }
    shared.signal()
  }

  /// What was done since the last time.
  package func collect() -> [FileAnswer] {
    shared.done.withLock { done in
      defer { done.removeAll() }
      return done.map { .done($0) }
    }
  }

  /// What both threads see.
  private final class Shared: Sendable {
    let todo = Mutex<[Errand]>([])
    let done = Mutex<[Errand.Outcome]>([])
    private let pictures: MediaStore
    private let wake: @Sendable () -> Void

    /// Counts the errands that were started; one at a time is taken from it.
    private let counter: Int32
    private let isClosed = Atomic(false)

    init(pictures: MediaStore, wake: @escaping @Sendable () -> Void) {
      self.pictures = pictures
      self.wake = wake
      counter = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_SEMAPHORE))
      precondition(counter >= 0, "the kernel gave no counter")
    }

    deinit { Glibc.close(counter) }

    func signal() {
      var one: UInt64 = 1
      // SAFETY: eight bytes are read from `one`.
      _ = unsafe write(counter, &one, 8)
    }

    func close() {
      isClosed.store(true, ordering: .releasing)
      signal()
    }

    func work() {
      var count: UInt64 = 0
      while true {
        // SAFETY: eight bytes are written to `count`.
        guard unsafe read(counter, &count, 8) == 8 else { continue }  // a signal came
        if isClosed.load(ordering: .acquiring) { return }
        guard let errand = todo.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { continue }
        let outcome = errand.run(in: pictures)
        done.withLock { $0.append(outcome) }
        wake()
      }
    }
  }
}
