// SPDX-License-Identifier: Apache-2.0

extension Timestamp: LosslessStringConvertible {
    /// Reads every form the service writes: `2026-06-01T07:30:45Z`, with a fraction, with an offset such as `+02:00`,
    /// or with no zone at all, which means UTC (C5).
    ///
    /// Nil for anything else, and for days and times that do not exist. Digits past the microsecond are dropped.
    public init?(_ text: String) {
        var scanner = ASCIIScanner(text)
        guard let year = scanner.number(ofDigits: 4), scanner.take(UInt8(ascii: "-")),
            let month = scanner.number(ofDigits: 2), scanner.take(UInt8(ascii: "-")),
            let day = scanner.number(ofDigits: 2), scanner.take(UInt8(ascii: "T")),
            let time = scanner.timeOfDay(),
            let microsecond = scanner.fraction(),
            let offset = scanner.offsetInMinutes(), scanner.isAtEnd,
            let local = CivilTime(
                year: year, month: month, day: day, hour: time.hour, minute: time.minute, second: time.second,
                microsecond: microsecond)
        else { return nil }
        let instant = local.timestamp.microsecondsSinceEpoch - Int64(offset) * 60_000_000
        // An offset can carry the first or last day of the range out of it, where no text would say it again.
        guard instant >= Self.earliest, instant <= Self.latest else { return nil }
        self.init(microsecondsSinceEpoch: instant)
    }

    /// `2026-06-01T07:30:45Z`, with six fractional digits when it is not a whole second.
    ///
    /// Outside years 1...9999 it prints the nearer end of that range, so that the text can always be read back.
    public var description: String {
        let time = CivilTime(self)
        var text: [UInt8] = []
        text.reserveCapacity(27)
        text.append(time.year, digits: 4)
        text.append(UInt8(ascii: "-"))
        text.append(time.month, digits: 2)
        text.append(UInt8(ascii: "-"))
        text.append(time.day, digits: 2)
        text.append(UInt8(ascii: "T"))
        text.append(time.hour, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(time.minute, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(time.second, digits: 2)
        if time.microsecond != 0 {
            text.append(UInt8(ascii: "."))
            text.append(time.microsecond, digits: 6)
        }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }
}

extension Timestamp: Codable {
    /// Reads the text forms of ``init(_:)-(String)``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let timestamp = Timestamp(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an ISO 8601 instant")
        }
        self = timestamp
    }

    /// Writes ``description``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension ASCIIScanner {
    /// `.25` as 250,000; 0 when there is no fraction; nil when a point stands alone.
    fileprivate mutating func fraction() -> Int? {
        guard take(UInt8(ascii: ".")) else { return 0 }
        let digits = digits()
        guard !digits.isEmpty else { return nil }
        return (0..<6).reduce(0) { sum, index in sum * 10 + (index < digits.count ? digits[index] : 0) }
    }

    /// `Z` and nothing at all are 0, `+05:30` is 330.
    fileprivate mutating func offsetInMinutes() -> Int? {
        if isAtEnd || take(UInt8(ascii: "Z")) { return 0 }
        let isWest = take(UInt8(ascii: "-"))
        guard isWest || take(UInt8(ascii: "+")),
            let hours = number(ofDigits: 2), hours <= 23, take(UInt8(ascii: ":")),
            let minutes = number(ofDigits: 2), minutes <= 59
        else { return nil }
        return (hours * 60 + minutes) * (isWest ? -1 : 1)
    }
}

extension [UInt8] {
    /// Appends a number of at most `digits` digits, with leading zeros.
    fileprivate mutating func append(_ number: Int, digits: Int) {
        var divisor = (1..<digits).reduce(1) { power, _ in power * 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
