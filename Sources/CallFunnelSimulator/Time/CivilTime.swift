// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// Year, month, day and so on of an instant in UTC, and back; written here so that the simulator reads and writes
/// times with no code of the SDK.
struct CivilTime {
    let year, month, day, hour, minute, second, microsecond: Int64
    /// 0 is Sunday.
    let weekday: Int64

    init(_ timestamp: Timestamp) {
        let total = timestamp.microsecondsSinceEpoch
        let seconds = total.flooring(1_000_000)
        let days = seconds.flooring(86_400)
        let inDay = seconds - days * 86_400
        // Days are counted from 0000-03-01, so that a leap day is the last of its year.
        let shifted = days + 719_468
        let era = shifted.flooring(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = inDay / 3600
        minute = inDay / 60 % 60
        second = inDay % 60
        microsecond = total - seconds * 1_000_000
        weekday = (days + 4) - (days + 4).flooring(7) * 7
    }

    /// `Mon, 01 Jun 2026 07:30:45 GMT`, as in `Date` and `Retry-After`.
    var httpDate: String {
        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(weekdays[Int(weekday)]), \(day.padded(2)) \(months[Int(month) - 1]) \(year.padded(4)) "
            + "\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2)) GMT"
    }

    /// `2026-06-01T07:30:45`, with six fractional digits where they are not zero or are asked for.
    func iso8601(microseconds: Bool = false) -> String {
        let fraction = microseconds || microsecond != 0 ? "." + microsecond.padded(6) : ""
        return "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))T"
            + "\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2))" + fraction
    }
}

extension Int64 {
    /// Division rounding down, for instants before 1970.
    fileprivate func flooring(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    fileprivate func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
