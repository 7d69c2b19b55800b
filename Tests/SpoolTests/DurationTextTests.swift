import Spool
import TestSupport
import Testing

@Suite struct `A length of time` {
  @Test(arguments: [
    ("0", 0), ("90s", 90_000), ("5m", 300_000), ("2h", 7_200_000), ("3d", 259_200_000),
    ("1h30m", 5_400_000), ("250ms", 250), ("1d2h3m4s5ms", 93_784_005), ("0s", 0),
    ("1m1ms", 60_001), ("007s", 7000),
  ])
  func `is read as people write it`(_ text: String, _ milliseconds: Int64) {
    #expect(Duration(text) == .milliseconds(milliseconds))
  }

  @Test(arguments: [
    "", " ", "5", "00", "s", "-5s", "+5s", "5 s", "5s ", "1.5h", "30m1h", "1h1h", "5min", "5S",
    "5w", "٥s", "1h30", "ms", "99999999999999999999s", "9223372036854775807d",
    "106751991167d999999999999h",
  ])
  func `is refused when its unit or its value is missing or strange`(_ text: String) {
    #expect(Duration(text) == nil)
  }

  @Test(arguments: UInt64(1)...200)
  func `comes back from its text`(seed: UInt64) {
    var dice = Dice(seed: seed)
    let most = dice.pick([1000, 100_000, 10_000_000, Int64.max])
    let length = Duration.milliseconds(Int64.random(in: 0...most, using: &dice))

    #expect(Duration(length.text) == length, "seed \(seed)")
  }
}
