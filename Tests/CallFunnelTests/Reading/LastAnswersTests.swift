// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct LastAnswersTests {
    @Test(arguments: [
        "\"abc\"", "W/\"abc\"", "\"\"", "\"a,b;c=d\"", "abc", "5f2-a.b_c",
        "\"" + String(repeating: "a", count: 254) + "\"",
    ])
    func `a tag is offered as it came`(tag: String) {
        let memory = LastAnswers()
        memory.keep([1, 2], tag: tag, for: "u", at: .zero)
        #expect(memory.remembered(for: "u", at: .zero)?.tag == tag)
        #expect(memory.remembered(for: "u", at: .zero)?.body == [1, 2])
        #expect(memory.remembered(for: "v", at: .zero) == nil)
    }

    @Test(arguments: [
        "", "*", "\"", "W/", "W/\"", "w/*", "a b", "a\"b\"", "\"a\"b\"", "\"a\", \"b\"", "\"a\r\nX: y\"", "\"a b\"",
        "\"é\"", "é",
        "a\nb", "\"a\u{0}\"", "\"" + String(repeating: "a", count: 255) + "\"", String(repeating: "a", count: 100_000),
    ])
    func `what is no tag is not sent back, and the answer before it is forgotten`(tag: String) {
        let memory = LastAnswers()
        memory.keep([1], tag: "\"good\"", for: "u", at: .zero)
        memory.keep([2], tag: tag, for: "u", at: .zero)
        #expect(memory.remembered(for: "u", at: .zero) == nil)
    }

    @Test func `an answer serves for ten minutes`() {
        let memory = LastAnswers()
        memory.keep([1], tag: "\"a\"", for: "u", at: .seconds(5))
        #expect(memory.remembered(for: "u", at: .seconds(604)) != nil)
        #expect(memory.remembered(for: "u", at: .seconds(605)) == nil)
        #expect(memory.remembered(for: "u", at: .seconds(5)) == nil, "what is old was dropped")
    }

    @Test func `of many answers the latest are kept`() {
        let memory = LastAnswers()
        for number in 0..<700 { memory.keep([1], tag: "\"a\"", for: "\(number)", at: .zero) }
        memory.keep([2], tag: "\"b\"", for: "699", at: .zero)
        let kept = (0..<700).filter { memory.remembered(for: "\($0)", at: .zero) != nil }
        #expect(kept == Array(188..<700))
    }

    @Test func `of large answers no more than fit are kept`() {
        let memory = LastAnswers()
        let quarter = [UInt8](repeating: 0, count: LastAnswers.mostBytes / 4)
        func kept() -> [Int] { (0..<12).filter { memory.remembered(for: "\($0)", at: .zero) != nil } }
        for number in 0..<10 { memory.keep(quarter, tag: "\"a\"", for: "\(number)", at: .zero) }
        #expect(kept() == [6, 7, 8, 9])
        // Replacing, and forgetting, give their bytes back.
        for _ in 0..<10 { memory.keep(quarter, tag: "\"b\"", for: "9", at: .zero) }
        #expect(kept() == [6, 7, 8, 9])
        memory.keep(quarter, tag: nil, for: "9", at: .zero)
        memory.keep(quarter, tag: "\"a\"", for: "10", at: .zero)
        #expect(kept() == [6, 7, 8, 10])
        memory.keep(quarter + quarter + quarter + quarter + [0], tag: "\"a\"", for: "8", at: .zero)
        #expect(kept() == [6, 7, 10], "one that can never fit costs the others nothing")
        memory.keep([0], tag: "\"a\"", for: "11", at: .zero)
        #expect(kept() == [6, 7, 10, 11])
    }

    @Test func `what a reader kept serves without a tag, and longer than one`() {
        let memory = LastAnswers()
        memory.keep([1], tag: nil, "kept", for: "u", at: .zero)
        memory.keep([2], tag: "\"a\"", "kept", for: "v", at: .zero)
        #expect(memory.remembered(for: "u", at: .zero)?.tag == nil)
        #expect(memory.remembered(for: "v", at: .zero)?.tag == "\"a\"")
        for url in ["u", "v"] {
            let old = memory.remembered(for: url, at: .seconds(600))
            #expect(old?.tag == nil && old?.kept as? String == "kept")
        }
        memory.keep([3], tag: nil, for: "u", at: .zero)
        #expect(memory.remembered(for: "u", at: .zero) == nil)
    }

    @Test func `what readers keep has room of its own, and the tags stay`() {
        let memory = LastAnswers()
        let half = [UInt8](repeating: 0, count: LastAnswers.mostKeptBytes / 2)
        func kept(at elapsed: Duration) -> [Int] {
            (0..<5).filter { memory.remembered(for: "\($0)", at: elapsed)?.kept != nil }
        }
        for number in 0..<3 { memory.keep(half, tag: "\"a\"", "kept", for: "\(number)", at: .seconds(number)) }
        #expect(kept(at: .seconds(3)) == [0, 1])
        #expect((0..<3).allSatisfy { memory.remembered(for: "\($0)", at: .seconds(3))?.tag != nil })
        memory.keep([1], tag: nil, "kept", for: "3", at: .seconds(3))
        #expect(memory.remembered(for: "3", at: .seconds(3)) == nil, "nothing is left of it that would be of use")
        // Its own place is free for a list that is read again, and another's once that is old.
        memory.keep(half, tag: nil, "kept", for: "1", at: .seconds(300))
        #expect(kept(at: .seconds(300)) == [0, 1])
        memory.keep(half, tag: nil, "kept", for: "4", at: .seconds(600))
        #expect(kept(at: .seconds(600)) == [1, 4])
        // What is forgotten gives its room back.
        memory.keep([1], tag: nil, for: "1", at: .seconds(600))
        memory.keep(half, tag: nil, "kept", for: "0", at: .seconds(600))
        #expect(kept(at: .seconds(600)) == [0, 4])
    }
}
