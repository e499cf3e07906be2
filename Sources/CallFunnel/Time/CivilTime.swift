// SPDX-License-Identifier: Apache-2.0

/// A UTC date and time of day in the Gregorian calendar, years 1 to 9999: what a date text says.
///
/// Integer arithmetic only, so the same text is the same instant on every platform and OS version.
struct CivilTime {
    let year: Int
    let month: Int
    let day: Int
    let hour: Int
    let minute: Int
    let second: Int
    let microsecond: Int

    /// Nil when the calendar has no such day, or the day no such time: no February 30, no 24:00, no second 60.
    init?(
        year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, microsecond: Int = 0
    ) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.days(inMonth: month, of: year), (0...23).contains(hour), (0...59).contains(minute),
            (0...59).contains(second), (0...999_999).contains(microsecond)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
    }

    /// An instant outside years 1 to 9999 becomes the nearer end of that range.
    init(_ timestamp: Timestamp) {
        let bounded = min(max(timestamp.microsecondsSinceEpoch, Timestamp.earliest), Timestamp.latest)
        // Counted from the first instant of the range, so that no division meets a negative number.
        let (days, ofDay) = (bounded - Timestamp.earliest).quotientAndRemainder(dividingBy: 86_400_000_000)
        (year, month, day) = Self.date(daysSinceYearOne: Int(days))
        let (seconds, microseconds) = Int(ofDay).quotientAndRemainder(dividingBy: 1_000_000)
        hour = seconds / 3600
        minute = seconds / 60 % 60
        second = seconds % 60
        microsecond = microseconds
    }

    var timestamp: Timestamp {
        let days = Self.daysSinceEpoch(year: year, month: month, day: day)
        let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
        return Timestamp(microsecondsSinceEpoch: Int64(seconds) * 1_000_000 + Int64(microsecond))
    }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

// Both directions count from 1 March of year 0: a leap day is then the last day of its year, and month lengths follow
// one formula. An era is the 400 years after which the calendar repeats, 146,097 days.
extension CivilTime {
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = marchYear.quotientAndRemainder(dividingBy: 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func date(daysSinceYearOne days: Int) -> (year: Int, month: Int, day: Int) {
        // 1 January of year 1 is day 306 after 1 March of year 0.
        let (era, dayOfEra) = (days + 306).quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}
