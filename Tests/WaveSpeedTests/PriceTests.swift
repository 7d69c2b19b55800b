import JSON
import Spool
import Testing
import WaveSpeed

@Suite struct `What a run costs` {
  @Test(
    arguments: [
      ([:], 100_000), (["duration": 3], 100_000), (["duration": 5], 100_000),
      (["duration": 6], 120_000), (["duration": 20], 400_000), (["duration": 21], 400_000),
      (["resolution": "480p"], 100_000), (["resolution": "720p"], 200_000),
      (["resolution": "1080p"], 300_000), (["resolution": "1080p", "duration": 20], 1_200_000),
      (["resolution": "4k"], nil), (["duration": "5"], nil), (["resolution": 480], nil),
    ] as [(JSON.Object, Int64?)])
  func `by open-video's price list`(input: JSON.Object, micros: Int64?) throws {
    #expect(try openVideo().price(for: input) == micros.map { Money(micros: $0) })
  }

  @Test func `is not stated by the other four`() throws {
    for model in Catalog.builtIn.models where model.name != (try openVideo().name) {
      #expect(model.priceRule == .unknown)
      #expect(model.price(for: ["duration": 5]) == nil)
    }
  }
}
