internal import CCurl

/// A descriptor that `Client.wait` watches beside its own sockets: a signal, a timer, a file's
/// changes. The caller keeps it open.
package struct WatchedDescriptor: Hashable, Sendable {
  package let rawValue: Int32

  package init(_ rawValue: Int32) {
    self.rawValue = rawValue
  }
}

extension Multi {
  /// One `poll` over libcurl's sockets and ours. libcurl counts a hang-up or an error on one of ours
  /// as readable, so that a dead descriptor is seen and not waited for in circles.
  func poll(
    upTo limit: Duration?, alsoWatching descriptors: [WatchedDescriptor]
  ) -> [WatchedDescriptor] {
    var extra = descriptors.map {
      curl_waitfd(fd: $0.rawValue, events: Int16(CURL_WAIT_POLLIN), revents: 0)
    }
    let milliseconds = limit.map { $0 <= .zero ? 0 : Int32(clamping: $0.wholeMilliseconds) }
    // SAFETY: the array is as long as said, and libcurl keeps no pointer to it.
    _ = unsafe extra.withUnsafeMutableBufferPointer { extra in
      unsafe curl_multi_poll(
        handle, extra.baseAddress, UInt32(extra.count), milliseconds ?? .max, nil)
    }
    return zip(descriptors, extra).compactMap { $1.revents == 0 ? nil : $0 }
  }
}
