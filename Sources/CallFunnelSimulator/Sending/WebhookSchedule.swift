// SPDX-License-Identifier: Apache-2.0

/// When a push is tried again, and which answers end it (C15).
public struct WebhookSchedule: Sendable, Hashable {
    /// From the end of each attempt to the next one; there is one attempt more than there are waits.
    public var waits: [Duration]
    /// How long an attempt waits for its answer: 30 seconds unless set (assumed).
    public var timeout: Duration

    public init(waits: [Duration], timeout: Duration = .seconds(30)) {
        self.waits = waits
        self.timeout = timeout
    }

    /// C15: again after 1 min, 5 min, 30 min, 2 h, 12 h and 24 h, so that the last of seven attempts comes 38 h 36 min
    /// after the first when every answer comes at once.
    public static let service = WebhookSchedule(
        waits: [.seconds(60), .seconds(300), .seconds(1800), .seconds(7200), .seconds(43_200), .seconds(86_400)])

    /// Seven attempts without a wait, for tests on a clock that cannot be moved. A receiver cannot tell the difference,
    /// as each attempt is signed afresh.
    public static let immediate = WebhookSchedule(waits: Array(repeating: .zero, count: 6))

    /// What an answer means to the service.
    public enum Verdict: Sendable, Hashable {
        case delivered
        case retry
        /// The event is given up, whatever is left of the schedule.
        case permanentFailure
    }

    /// C15: 2xx is delivered; 5xx, 408 and 429 are tried again; every other 4xx is permanent. `Retry-After` is not
    /// looked at.
    ///
    /// The contract says nothing of a 3xx. It counts as permanent here, the worse of the readings: the service does not
    /// follow it (assumed), and a receiver that never sends one is safe whatever the service does. A 1xx is no answer
    /// yet, so it is tried again.
    public static func verdict(on status: Int) -> Verdict {
        switch status {
        case 200..<300: .delivered
        case 408, 429, ..<200, 500...: .retry
        default: .permanentFailure
        }
    }
}
