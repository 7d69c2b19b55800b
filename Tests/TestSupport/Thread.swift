import Glibc

/// A thread of its own for what blocks: the few threads behind `Task` are for work.
package struct Thread: Sendable {
  private let handle: pthread_t

  package init(_ work: @escaping @Sendable () -> Void) {
    var handle = pthread_t()
    let box = Unmanaged.passRetained(Box(work))
    let code = pthread_create(
      &handle, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Box>.fromOpaque(context).takeRetainedValue().work()
        return nil
      }, box.toOpaque())
    precondition(code == 0, "no threads left")
    self.handle = handle
  }

  package func join() {
    pthread_join(handle, nil)
  }

  private final class Box: Sendable {
    let work: @Sendable () -> Void

    init(_ work: @escaping @Sendable () -> Void) {
      self.work = work
    }
  }
}
