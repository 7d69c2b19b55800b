import Spool
import Testing

@Suite struct `Listening for writes` {
  @Test func `looks again at doubling distances for about a second, then rests`() {
    var listening = Listening()
    var looks: [Duration] = []
    listening.heard(at: .start)

    while let look = listening.nextLook {
      looks.append(look.since(.start))
      listening.sawNothing(at: look)
    }

    #expect(looks.first == .zero)
    #expect(looks.count == 15)
    let last = looks.last ?? .zero
    #expect(last > .seconds(1) && last < .seconds(2))
  }

  @Test func `a look out of turn takes the place of none that is planned`() {
    var listening = Listening()
    listening.heard(at: .start)
    while let look = listening.nextLook, look < .start + .seconds(1) {
      listening.sawNothing(at: look)
    }
    let last = listening.nextLook
    #expect(last != nil)

    listening.sawNothing(at: .start + .seconds(1))
    #expect(listening.nextLook == last)
  }

  @Test func `goes on for as long as others write`() {
    var listening = Listening()
    listening.heard(at: .start)
    listening.sawSomething(at: .start + .seconds(1))

    #expect(listening.nextLook == .start + .seconds(1) + .microseconds(100))
    #expect(!listening.isTimeToLook(at: .start + .seconds(1)))
  }

  @Test func `stops as soon as nobody writes any more`() {
    var listening = Listening()
    listening.heard(at: .start)
    listening.sawNothing(at: .start, isBeingWritten: false)

    #expect(listening.nextLook == nil)
  }

  @Test func `looks often while a commit is being synced, and then seldom`() {
    var listening = Listening()
    var looks: [Duration] = []
    listening.heard(at: .start)

    while let look = listening.nextLook, look < .start + .seconds(20) {
      looks.append(look.since(.start))
      listening.sawNothing(at: look, isBeingWritten: true)
    }

    let early = zip(looks, looks.dropFirst()).filter { $0.1 < .milliseconds(30) }
    #expect(early.allSatisfy { $0.1 - $0.0 == .microseconds(200) })
    #expect(looks.count < 170)
  }

  @Test func `acts on what was seen soon after nobody writes any more`() {
    var listening = Listening()
    listening.heard(at: .start)
    listening.sawSomething(at: .start, isBeingWritten: false)

    #expect(!listening.mayAct(at: .start))
    #expect(listening.nextLook.map(listening.mayAct(at:)) == true)
    listening.acted()
    #expect(listening.nextLook == nil)
  }
}
