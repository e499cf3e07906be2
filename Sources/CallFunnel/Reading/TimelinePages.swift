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
        private var hasFailed = false

        fileprivate init(client: CallFunnelClient, phone: PhoneNumber, walk: TimelineWalk) {
            self.client = client
            self.phone = phone
            self.walk = walk
        }

        /// The next page that has turns not seen on the way here, or nil at the beginning of the conversation and after
        /// a failure.
        public mutating func next(
            isolation: isolated (any Actor)? = #isolation
        ) async throws(CallFunnelError) -> Reading<Timeline>? {
            while !walk.isFinished, !hasFailed {
                // Set back on success: a failure leaves the function here.
                hasFailed = true
                let reading = try await client.timeline(of: phone, before: walk.before)
                hasFailed = false
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
