// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// An instant, exact to the microsecond.
///
/// The service writes instants with up to six fractional digits (C5). `Date` counts in floating-point seconds, so two
/// `Date`s of the same instant can differ; two `Timestamp`s cannot, which is what comparing and remembering them needs.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z; negative before it. Leap seconds are not counted.
    public let microsecondsSinceEpoch: Int64

    public init(microsecondsSinceEpoch: Int64) {
        self.microsecondsSinceEpoch = microsecondsSinceEpoch
    }

    /// Rounds to the nearest microsecond. A `Date` outside years 1...9999 becomes the nearer end of that range.
    public init(_ date: Date) {
        let microseconds = (date.timeIntervalSince1970 * 1_000_000).rounded()
        // Not through `min` and `max`: the ends are not exact as floating-point numbers.
        if microseconds >= Double(Self.latest) {
            self.init(microsecondsSinceEpoch: Self.latest)
        } else if microseconds <= Double(Self.earliest) {
            self.init(microsecondsSinceEpoch: Self.earliest)
        } else {
            self.init(microsecondsSinceEpoch: microseconds.isNaN ? 0 : Int64(microseconds))
        }
    }

    /// The same instant for use with Foundation, accurate to about a tenth of a microsecond.
    public var date: Date {
        Date(timeIntervalSince1970: Double(microsecondsSinceEpoch) / 1_000_000)
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microsecondsSinceEpoch < right.microsecondsSinceEpoch
    }

    /// The instant `duration` later, stopping at the ends of what 64 bits hold.
    public func advanced(by duration: Duration) -> Timestamp {
        let (sum, overflow) = microsecondsSinceEpoch.addingReportingOverflow(duration.wholeMicroseconds)
        guard overflow else { return Timestamp(microsecondsSinceEpoch: sum) }
        return Timestamp(microsecondsSinceEpoch: duration < .zero ? .min : .max)
    }

    /// How much later `other` is; negative when it is earlier.
    public func duration(to other: Timestamp) -> Duration {
        .microseconds(other.microsecondsSinceEpoch) - .microseconds(microsecondsSinceEpoch)
    }

    /// 0001-01-01T00:00:00Z and the last microsecond of year 9999: what an ISO 8601 date with four digits can say.
    static let earliest: Int64 = -62_135_596_800_000_000
    static let latest: Int64 = 253_402_300_799_999_999
}

extension Duration {
    /// Rounded towards zero, and bounded by what 64 bits hold.
    package var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, sumOverflow) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return sumOverflow ? (seconds < 0 ? .min : .max) : sum
    }

    /// Seconds as a floating-point number, for jitter and for printing.
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
