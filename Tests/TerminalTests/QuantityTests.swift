import Terminal
import Testing

@Suite struct `Quantities in words` {
  @Test(arguments: [
    (Duration.zero, "0s"), (.milliseconds(250), "250ms"), (.milliseconds(2900), "3s"),
    (.milliseconds(1400), "1s"), (.milliseconds(59_700), "1m"), (.milliseconds(999), "999ms"),
    (.seconds(200), "3m 20s"), (.seconds(180), "3m"), (.seconds(3900), "1h 5m"),
    (.seconds(172_800), "2d"), (.seconds(183_600), "2d 3h"), (.seconds(-90), "-1m 30s"),
  ])
  func `tell a duration in two units at most`(duration: Duration, words: String) {
    #expect(duration.words == words)
  }

  @Test(arguments: [
    (Duration.seconds(3), "just now"), (.seconds(240), "4m ago"), (.seconds(-30), "in 30s"),
    (.seconds(59), "59s ago"), (.seconds(7200), "2h ago"), (.seconds(-90_000), "in 1d"),
    (.milliseconds(-300), "just now"),
  ])
  func `tell how long ago`(passed: Duration, words: String) {
    #expect(passed.wordsAgo == words)
  }

  @Test(arguments: [
    (Int64(0), "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_234_567, "1.2 MB"),
    (35_400_000, "35 MB"), (9_949, "9.9 kB"), (9_951, "10 kB"), (999_499, "999 kB"),
    (999_999, "1.0 MB"), (.max, "9223 PB"),
  ])
  func `tell a size`(bytes: Int64, words: String) {
    #expect(byteWords(bytes) == words)
  }
}
