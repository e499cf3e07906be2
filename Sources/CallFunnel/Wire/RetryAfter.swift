// SPDX-License-Identifier: Apache-2.0

/// The value of a `Retry-After` header: seconds, or an HTTP date (C4).
enum RetryAfter {
    /// How long to wait from `now`: zero for a date in the past, nil when the value says nothing we can read.
    ///
    /// A wait too long to count becomes 292,000 years; how long to obey it is for the caller to decide.
    static func parse(_ value: String, now: Timestamp) -> Duration? {
        var scanner = ASCIIScanner(trimming: value)
        let digits = scanner.digits()
        if !digits.isEmpty {
            return scanner.isAtEnd ? .seconds(seconds(of: digits)) : nil
        }
        return HTTPDate.parse(value, now: now).map { max(.zero, now.duration(to: $0)) }
    }

    /// What a ``Timestamp`` can be moved by.
    private static let longest = Int64.max / 1_000_000

    private static func seconds(of digits: [Int]) -> Int64 {
        digits.reduce(0) { sum, digit in min(sum * 10 + Int64(digit), longest) }
    }
}
