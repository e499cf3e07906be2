// SPDX-License-Identifier: Apache-2.0

/// The three date forms of an HTTP header (RFC 9110, 5.6.7).
///
/// Read strictly, with two allowances: blanks around the value, and a weekday that does not fit the date, which the
/// date itself outranks. Second 60 is in the grammar and means the first second of the next minute.
enum HTTPDate {
    /// Nil when `text` is none of the three forms; `now` decides the century of a two-digit year.
    static func parse(_ text: String, now: Timestamp) -> Timestamp? {
        let scanner = ASCIIScanner(trimming: text)
        return fixdate(scanner) ?? rfc850(scanner, now: now) ?? asctime(scanner)
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let longWeekdays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    private static func fixdate(_ start: ASCIIScanner) -> Timestamp? {
        var scanner = start
        guard scanner.take(oneOf: weekdays) != nil, scanner.take(", "),
            let day = scanner.number(ofDigits: 2), scanner.take(" "),
            let month = scanner.take(oneOf: months), scanner.take(" "),
            let year = scanner.number(ofDigits: 4), scanner.take(" "),
            let time = scanner.timeOfDay(), scanner.take(" GMT"), scanner.isAtEnd
        else { return nil }
        return instant(year, month + 1, day, time)
    }

    /// `Sunday, 06-Nov-94 08:49:37 GMT`
    private static func rfc850(_ start: ASCIIScanner, now: Timestamp) -> Timestamp? {
        var scanner = start
        guard scanner.take(oneOf: longWeekdays) != nil, scanner.take(", "),
            let day = scanner.number(ofDigits: 2), scanner.take("-"),
            let month = scanner.take(oneOf: months), scanner.take("-"),
            let shortYear = scanner.number(ofDigits: 2), scanner.take(" "),
            let time = scanner.timeOfDay(), scanner.take(" GMT"), scanner.isAtEnd
        else { return nil }
        // The latest year with these two digits whose date is not more than 50 years ahead.
        let present = CivilTime(now)
        let horizon = [present.year + 50, present.month, present.day, present.hour, present.minute, present.second]
        var year = present.year / 100 * 100 + 100 + shortYear
        while horizon.lexicographicallyPrecedes([year, month + 1, day, time.hour, time.minute, time.second]) {
            year -= 100
        }
        return instant(year, month + 1, day, time)
    }

    /// `Sun Nov  6 08:49:37 1994`
    private static func asctime(_ start: ASCIIScanner) -> Timestamp? {
        var scanner = start
        guard scanner.take(oneOf: weekdays) != nil, scanner.take(" "),
            let month = scanner.take(oneOf: months), scanner.take(" "),
            let day = scanner.take(" ") ? scanner.number(ofDigits: 1) : scanner.number(ofDigits: 2),
            scanner.take(" "), let time = scanner.timeOfDay(), scanner.take(" "),
            let year = scanner.number(ofDigits: 4), scanner.isAtEnd
        else { return nil }
        return instant(year, month + 1, day, time)
    }

    private static func instant(
        _ year: Int, _ month: Int, _ day: Int, _ time: (hour: Int, minute: Int, second: Int)
    ) -> Timestamp? {
        let isLeapSecond = time.second == 60
        let civil = CivilTime(
            year: year, month: month, day: day, hour: time.hour, minute: time.minute,
            second: isLeapSecond ? 59 : time.second)
        return civil?.timestamp.advanced(by: isLeapSecond ? .seconds(1) : .zero)
    }
}
