// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import ExampleSupport

/// What is to be said of the time of signing.
enum ClockHints {
    /// For a signature that is right and whose time is not.
    static func all(signedAt: Timestamp, now: Timestamp, _ tolerance: Duration) -> [String] {
        let allowed = "\(tolerance.components.seconds) s are allowed"
        let first = age(of: signedAt, at: now) + "; " + allowed
        let seconds = signedAt.microsecondsSinceEpoch / 1_000_000
        // Year 5138 in seconds, and 1973 in milliseconds.
        if seconds > 100_000_000_000 { return [first, "t looks like milliseconds; seconds belong there"] }
        let distance = signedAt.duration(to: now)
        let magnitude = abs(distance.components.seconds)
        let hours = (magnitude + 1800) / 3600
        if (1...14).contains(hours), abs(magnitude - hours * 3600) <= 300 {
            let zone = "that is about \(hours) h: one of the clocks may show local time where UTC belongs"
            return [first, zone]
        }
        let cause =
            distance > .zero
            ? "the clock is off by \(magnitude) s, if the request has just come; give an older one's time with --now"
            : "the clock is off by \(magnitude) s: this one is behind, or the sender's is ahead"
        return [first, cause]
    }

    static func age(of signedAt: Timestamp, at now: Timestamp) -> String {
        let seconds = signedAt.duration(to: now).components.seconds
        let isOfCalendar = signedAt.microsecondsSinceEpoch / 1_000_000 <= 253_402_300_799
        let time = isOfCalendar ? "at \(signedAt)" : "after the year 9999"
        switch seconds {
        case 0: return "signed \(time), which is now"
        case 1...: return "signed \(time), \(seconds) s before now"
        default: return "signed \(time), \(-seconds) s after now"
        }
    }

    /// For a signature that is wrong, when its time would not do either.
    static func besides(_ line: HeaderLine, at now: Timestamp, _ tolerance: Duration) -> [String] {
        guard let signedAt = (try? WebhookSignature(headers: line.headers))?.signedAt else { return [] }
        let distance = signedAt.duration(to: now)
        guard distance > tolerance || distance < .zero - tolerance else { return [] }
        return ["besides, it says it was " + age(of: signedAt, at: now) + ", which is too far off"]
    }
}
