/// Looks into an output as its bytes pass: whether it is all there, as far as its own format tells.
///
/// A server may send half a film and call it whole. What is found is a doubt and no verdict, for a
/// program that writes odd files is no reason to lose what was paid for.
struct Completeness {
  private var reader = PictureReader()
  private var fault: PictureFault?

  mutating func take(_ piece: borrowing Span<UInt8>) {
    guard fault == nil else { return }
    do throws(PictureFault) { try reader.take(piece) } catch { fault = error }
  }

  /// What speaks against it, now that all of it has passed: "the film has no moov box". Nil when
  /// nothing does, or when nothing is known of such files.
  consuming func doubt(_ kind: FileKind, _ file: OpenFile, bytes: Int) throws(MediaError) -> String?
  {
    switch kind {
    case .png, .jpg, .webp:
      if fault == nil {
        do throws(PictureFault) { _ = try reader.finish() } catch { fault = error }
      }
      return fault.map { fault in
        // Too short for anything but its signature.
        if case .notAPicture = fault { return "the picture is cut off" }
        return "the picture \(fault)"
      }
    case .mp4, .mov:
      return try FilmBoxes.fault(in: bytes) { place, count throws(MediaError) in
        guard let read = file.bytes(at: place, count) else { throw .failure("read", "an output") }
        return read
      }.map { "the film \($0)" }
    case .gif, .webm, .mp3, .wav, .bin: return nil
    }
  }
}
