import Spool
import Testing

@Suite struct `A histogram` {
  @Test func `counts each value in the first bucket that holds it`() {
    var histogram = Histogram(bounds: [1, 2])
    for seconds in [0, 1, 1.5, 2, 3] { histogram.add(.seconds(seconds)) }

    #expect(histogram.counts == [2, 2, 1])
    #expect(histogram.count == 5)
    #expect(histogram.sum == 7.5)
  }

  @Test func `comes back from its text, if it is of the same bounds`() {
    var histogram = Histogram(bounds: [1, 2])
    histogram.add(.milliseconds(1500))

    #expect(Histogram(histogram.text, bounds: [1, 2]) == histogram)
    #expect(Histogram(histogram.text, bounds: [1, 2, 3]) == nil)
  }

  @Test(arguments: ["", "1", "x 0 0 0", "1 0 0 x", "-1 0 0 0", "1 0 -1 0", "nan 0 0 0"])
  func `is not read from another text`(text: String) {
    #expect(Histogram(text, bounds: [1, 2]) == nil)
  }
}

@Suite struct `What a daemon measures` {
  @Test func `comes back from its text`() {
    var meters = Meters()
    meters.turns.add(.milliseconds(2))
    meters.lags.add(.seconds(1))
    meters.addPrediction(.seconds(61), of: ModelName("a/b"))
    meters.answers[Meters.Answer(call: "poll", status: 200)] = 12
    meters.answers[Meters.Answer(call: "submit", status: 0)] = 1

    #expect(Meters(meters.text) == meters)
  }

  @Test(arguments: ["", "nonsense", "turns", "turns 1", "answer poll x y", "prediction a/b 1 2"])
  func `is left out where it cannot be read`(text: String) {
    #expect(Meters(text) == Meters())
  }
}
