/// SHA-256 by FIPS 180-4, fed piece by piece.
package struct SHA256: Sendable {
  private var state = initialState

  /// The beginning of a block that is not whole yet.
  private var rest = InlineArray<64, UInt8>(repeating: 0)
  private var restCount = 0
  private var bytes: UInt64 = 0

  package init() {}

  package mutating func update(_ piece: some Sequence<UInt8>) {
    let isTaken: Void? = piece.withContiguousStorageIfAvailable { bytes in
      // SAFETY: the bytes are only read, and only while they are lent.
      unsafe take(UnsafeRawBufferPointer(bytes))
    }
    if isTaken == nil { update(Array(piece)) }
  }

  package mutating func update(_ piece: borrowing Span<UInt8>) {
    // SAFETY: the bytes are only read, and only while they are lent.
    unsafe piece.withUnsafeBytes { bytes in unsafe take(bytes) }
  }

  /// The digest of all that came, in lower-case hexadecimal.
  package consuming func finish() -> String {
    let bits = bytes &* 8
    // One bit that is set, zeros up to the last eight bytes of a block, and there the length.
    var padding: [UInt8] = [0x80]
    padding += repeatElement(0, count: (119 - restCount) % 64)
    padding += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) }
    update(padding)
    return state.indices.map { hexadecimal(state[$0]) }.joined()
  }

  package static func digest(of bytes: some Sequence<UInt8>) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }

  private mutating func take(_ piece: UnsafeRawBufferPointer) {
    var piece = unsafe piece[...]
    unsafe bytes &+= UInt64(piece.count)
    if restCount > 0 {
      while restCount < 64, let byte = unsafe piece.popFirst() {
        rest[restCount] = byte
        restCount += 1
      }
      guard restCount == 64 else { return }
      // SAFETY: the block is read while it is lent.
      unsafe rest.span.withUnsafeBytes { block in unsafe compress(block, into: &state) }
      restCount = 0
    }
    let whole = unsafe piece.count & ~63
    unsafe compress(UnsafeRawBufferPointer(rebasing: piece.prefix(whole)), into: &state)
    unsafe piece.removeFirst(whole)
    while let byte = unsafe piece.popFirst() {
      rest[restCount] = byte
      restCount += 1
    }
  }
}

private typealias Words = InlineArray<8, UInt32>

/// Takes whole blocks in: this loop is all that the hashing of a film costs.
private func compress(_ blocks: UnsafeRawBufferPointer, into state: inout Words) {
  let constants = roundConstants
  var schedule = InlineArray<64, UInt32>(repeating: 0)
  for start in stride(from: 0, to: blocks.count, by: 64) {
    for word in 0..<16 {
      // SAFETY: a block has sixteen words.
      let bytes = unsafe blocks.loadUnaligned(fromByteOffset: start &+ word &* 4, as: UInt32.self)
      schedule[word] = UInt32(bigEndian: bytes)
    }
    for word in 16..<64 {
      schedule[word] =
        schedule[word &- 16] &+ smallSigma0(schedule[word &- 15])
        &+ schedule[word &- 7] &+ smallSigma1(schedule[word &- 2])
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    // Eight rounds at a time: then every variable is back in its place, and none was moved.
    for round in stride(from: 0, to: 64, by: 8) {
      func input(_ offset: Int) -> UInt32 {
        constants[round &+ offset] &+ schedule[round &+ offset]
      }
      mix(a, b, c, &d, e, f, g, &h, input(0))
      mix(h, a, b, &c, d, e, f, &g, input(1))
      mix(g, h, a, &b, c, d, e, &f, input(2))
      mix(f, g, h, &a, b, c, d, &e, input(3))
      mix(e, f, g, &h, a, b, c, &d, input(4))
      mix(d, e, f, &g, h, a, b, &c, input(5))
      mix(c, d, e, &f, g, h, a, &b, input(6))
      mix(b, c, d, &e, f, g, h, &a, input(7))
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }
}

/// One round, which changes two of the eight.
@inline(__always) private func mix(
  _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
  _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ input: UInt32
) {
  let choice = g ^ (e & (f ^ g))
  let majority = (a & b) | (c & (a | b))
  let first = h &+ bigSigma1(e) &+ choice &+ input
  d = d &+ first
  h = first &+ bigSigma0(a) &+ majority
}

@inline(__always) private func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
  word &>> count | word &<< (32 &- count)
}

@inline(__always) private func bigSigma0(_ word: UInt32) -> UInt32 {
  rotated(word, 2) ^ rotated(word, 13) ^ rotated(word, 22)
}

@inline(__always) private func bigSigma1(_ word: UInt32) -> UInt32 {
  rotated(word, 6) ^ rotated(word, 11) ^ rotated(word, 25)
}

@inline(__always) private func smallSigma0(_ word: UInt32) -> UInt32 {
  rotated(word, 7) ^ rotated(word, 18) ^ word &>> 3
}

@inline(__always) private func smallSigma1(_ word: UInt32) -> UInt32 {
  rotated(word, 17) ^ rotated(word, 19) ^ word &>> 10
}

private func hexadecimal(_ word: UInt32) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 8 - digits.utf8.count) + digits
}

/// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
private let initialState: Words = [
  0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
  0x5be0_cd19,
]

/// The same of the cube roots of the first 64 primes.
private let roundConstants: InlineArray<64, UInt32> = [
  0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
  0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
  0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
  0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
  0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
  0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
  0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
  0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
  0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
  0xc671_78f2,
]
