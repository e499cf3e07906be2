// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

@testable import CallFunnel

/// How long a dead letter stays.
@Suite struct KeptLetterTests {
    @Test func `a letter kept for insurance is forgotten once its event is handled after all`() throws {
        let reception = try Reception()
        let letters = MemoryLetters()
        try reception.world.run {
            let receiver = try reception.receiver(deadLetters: letters)
            struct Broken: Error {}
            var kept: [Int] = []
            for hours in [0, 1, 13] {
                try await reception.timing.sleep(.seconds(hours * 3600))
                #expect(await receiver.respond(to: reception.call()) { _ in throw Broken() }.status == 503)
                kept.append(await letters.names().count)
            }
            #expect(kept == [0, 0, 1])
            #expect(await receiver.respond(to: reception.call(), handling: reception.note).status == 200)
            #expect(await letters.names().isEmpty)
        }
        #expect(reception.handled.all == ["call.completed/call_1"])
    }
}
