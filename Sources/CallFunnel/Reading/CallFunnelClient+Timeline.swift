// SPDX-License-Identifier: Apache-2.0

extension CallFunnelClient {
    /// One page of the conversation with a contact, newest first as a whole (C8).
    ///
    /// - Parameters:
    ///   - phone: as the service writes it, E.164; a `+` arrives as a `+`.
    ///   - before: only turns before this instant; nil is the newest page (assumed).
    public func timeline(
        of phone: PhoneNumber, before: Timestamp? = nil
    ) async throws(CallFunnelError) -> Reading<Timeline> {
        try await get(.timeline(of: phone, before: before)) { (body, issues) throws(DecodingIssue) in
            var timeline = try Timeline.read(body, issues: &issues)
            if before != nil, body.object?["turns"] == .null {
                // As the newest page it is a conversation that has not begun; further back it says nothing.
                issues.append(DecodingIssue("turns", "null in place of older turns"))
            }
            for index in timeline.turns.indices where timeline.turns[index].phone == nil {
                timeline.turns[index].phone = phone
            }
            return timeline
        }
    }

    /// The conversation page by page, walking back in time until its beginning (C8).
    ///
    /// Pages overlap at their edges so that turns of one instant are not skipped; each turn is yielded once. Requests
    /// are made only as pages are asked for. A failure ends the sequence; start again with `before` set to the oldest
    /// turn you have.
    public func timelinePages(of phone: PhoneNumber, before: Timestamp? = nil) -> TimelinePages {
        TimelinePages(client: self, phone: phone, before: before)
    }
}
