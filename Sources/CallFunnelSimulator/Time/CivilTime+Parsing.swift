// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension CivilTime {
    /// The instant an ISO 8601 text names, read as strictly as the service's framework does; nil when it is none.
    ///
    /// A text without a zone is UTC (C5). Digits beyond the microsecond are cut off.
    static func parse(_ text: String) -> Timestamp? {
        var bytes = Array(text.utf8)[...]
        guard let year = number(&bytes, 4), skip(&bytes, "-"), let month = number(&bytes, 2), skip(&bytes, "-"),
            let day = number(&bytes, 2), skip(&bytes, "T"), let hour = number(&bytes, 2), skip(&bytes, ":"),
            let minute = number(&bytes, 2), skip(&bytes, ":"), let second = number(&bytes, 2),
            let microsecond = fraction(&bytes), let offset = zone(&bytes), bytes.isEmpty,
            (1...12).contains(month), day >= 1, day <= days(in: month, of: year), hour < 24, minute < 60, second < 60
        else { return nil }
        let seconds = dayNumber(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
        return Timestamp(microsecondsSinceEpoch: seconds * 1_000_000 + microsecond)
    }

    private static func number(_ bytes: inout ArraySlice<UInt8>, _ digits: Int) -> Int64? {
        guard bytes.count >= digits else { return nil }
        var value: Int64 = 0
        for byte in bytes.prefix(digits) {
            guard isDigit(byte) else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        bytes = bytes.dropFirst(digits)
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func skip(_ bytes: inout ArraySlice<UInt8>, _ character: Unicode.Scalar) -> Bool {
        guard bytes.first == UInt8(ascii: character) else { return false }
        bytes = bytes.dropFirst()
        return true
    }

    /// Microseconds; zero where there is no fraction.
    private static func fraction(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        guard skip(&bytes, ".") else { return 0 }
        let digits = bytes.prefix(while: isDigit)
        guard (1...9).contains(digits.count) else { return nil }
        bytes = bytes.dropFirst(digits.count)
        var kept = Array(digits.prefix(6))[...]
        while kept.count < 6 { kept.append(UInt8(ascii: "0")) }
        return number(&kept, 6)
    }

    /// Seconds east of UTC.
    private static func zone(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        if bytes.isEmpty || skip(&bytes, "Z") { return 0 }
        let west = bytes.first == UInt8(ascii: "-")
        guard skip(&bytes, west ? "-" : "+"), let hours = number(&bytes, 2), skip(&bytes, ":"),
            let minutes = number(&bytes, 2), hours < 24, minutes < 60
        else { return nil }
        return (west ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    private static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
