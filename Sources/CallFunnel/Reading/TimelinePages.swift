// SPDX-License-Identifier: Apache-2.0

/// The pages of a timeline, newest first. See CallFunnelClient/timelinePages(of:before:).
public struct TimelinePages: AsyncSequence, Sendable {
    public typealias Failure = CallFunnelError

    let client: CallFunnelClient
    let phone: PhoneNumber
    let before: Timestamp?

    public func makeAsyncIterator() -> Iterator {
        Iterator(client: client, phone: phone, walk: TimelineWalk(before: before))
    }

    public struct Iterator: AsyncIteratorProtocol {
        let client: CallFunnelClient
        let phone: PhoneNumber
        var walk: TimelineWalk

        /// The next page that has turns not seen on the way here, or nil at the beginning of the conversation.
        public mutating func next(
            isolation: isolated (any Actor)? = #isolation
        ) async throws(CallFunnelError) -> Reading<Timeline>? {
            while !walk.isFinished {
                let reading = try await client.timeline(of: phone, before: walk.before)
                let step = walk.take(reading.value.turns)
                if step.turns.isEmpty { continue }
                var page = reading.value
                page.turns = step.turns
                return Reading(page, issues: reading.issues, serverTime: reading.serverTime)
            }
            return nil
        }
    }
}
