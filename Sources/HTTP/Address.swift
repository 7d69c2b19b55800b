import Glibc

/// An address of the network layer, as a socket would connect to it.
package enum Address: Equatable, Sendable {
  case v4(UInt32)
  case v6(high: UInt64, low: UInt64)

  package init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    // SAFETY: both structures are as large as `inet_pton` wants for their family.
    if unsafe inet_pton(AF_INET, text, &four) == 1 {
      self = .v4(UInt32(bigEndian: four.s_addr))
    } else if unsafe inet_pton(AF_INET6, text, &six) == 1 {
      self.init(six)
    } else {
      return nil
    }
  }

  /// Nil for a family that is neither.
  ///
  /// - Parameter socketAddress: as long as its family says it is.
  @unsafe init?(_ socketAddress: UnsafePointer<sockaddr>) {
    let raw = unsafe UnsafeRawPointer(socketAddress)
    switch unsafe Int32(socketAddress.pointee.sa_family) {
    case AF_INET:
      let four = unsafe raw.loadUnaligned(as: sockaddr_in.self)
      self = .v4(UInt32(bigEndian: four.sin_addr.s_addr))
    case AF_INET6:
      self.init(unsafe raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr)
    default:
      return nil
    }
  }

  private init(_ six: in6_addr) {
    // SAFETY: both reads lie within the sixteen bytes.
    let halves = unsafe withUnsafeBytes(of: six) { bytes in
      unsafe (
        bytes.loadUnaligned(as: UInt64.self),
        bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      )
    }
    self = .v6(high: UInt64(bigEndian: halves.0), low: UInt64(bigEndian: halves.1))
  }

  package var isLoopback: Bool {
    switch self {
    case .v4(let four): four >> 24 == 127
    case .v6(let high, let low): high == 0 && low == 1
    }
  }

  /// Whether it is out on the internet, and not this machine, this network, a group of machines or
  /// a stretch set aside by the registries (RFC 6890 and its heirs).
  package var isPublic: Bool {
    switch self {
    case .v4(let four): !setAside4.contains { four >> (32 - $0.length) == $0.prefix }
    // Global unicast is 2000::/3 alone, which leaves out loopback, unique-local, link-local,
    // multicast and IPv4 in IPv6's clothes. NAT64 is the exception: it is how IPv4 is reached
    // from a network without it.
    case .v6(0x0064_ff9b_0000_0000, let low) where low >> 32 == 0:
      Address.v4(UInt32(truncatingIfNeeded: low)).isPublic
    case .v6(let high, _):
      high >> 61 == 1 && !setAside6.contains { high >> (64 - $0.length) == $0.prefix }
    }
  }
}

private let setAside4: [(prefix: UInt32, length: UInt32)] = [
  (0x00, 8), (0x0A, 8), (0x7F, 8),  // this network, private, loopback
  (0x6440 >> 6, 10), (0xA9FE, 16), (0xAC10 >> 4, 12),  // carriers' NAT, link-local, private
  (0xC0_0000, 24), (0xC0_0002, 24), (0xC0_5863, 24),  // protocols, documentation, 6to4 relays
  (0xC0A8, 16), (0xC612 >> 1, 15),  // private, benchmarks
  (0xC6_3364, 24), (0xCB_0071, 24),  // documentation
  (0xE, 4), (0xF, 4),  // multicast, reserved and broadcast
]

private let setAside6: [(prefix: UInt64, length: UInt64)] = [
  (0x2001_0000 >> 9, 23),  // protocols, Teredo among them
  (0x2001_0db8, 32), (0x3fff_0, 20),  // documentation
  (0x2002, 16),  // 6to4: an IPv4 address inside
]
