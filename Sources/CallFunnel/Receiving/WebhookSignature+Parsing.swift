// SPDX-License-Identifier: Apache-2.0

extension WebhookSignature {
    /// The longest header that is read, in bytes, all its lines together.
    static let longestHeader = 4096
    /// The most values of `v1` that are read. A rotation has two.
    static let mostSignatures = 32
    /// Enough for any instant a ``Timestamp`` can hold.
    private static let mostDigits = 13

    /// Reads the header of a request.
    ///
    /// Several lines of it count as one, joined by commas. White space around the commas is ignored, as are signatures
    /// of other schemes (`v0=…`). `t` must be there exactly once, in decimal digits.
    ///
    /// - Throws: ``Rejection/missingHeader`` or ``Rejection/malformedHeader(_:)``.
    public init(headers: HTTPHeaders) throws(Rejection) {
        try self.init(lines: headers.values(of: Self.headerName))
    }

    /// - Parameter scheme: whose signatures count; the payment processor may have another one.
    package init(lines: [String], scheme: String = WebhookSignature.scheme) throws(Rejection) {
        // Sizes are added up before anything is copied.
        var size = 0
        for line in lines {
            size += line.utf8.count + 1
            guard size <= Self.longestHeader + 1 else { throw .malformedHeader(.tooLong) }
        }
        let elements = lines.flatMap { $0.utf8.split(separator: UInt8(ascii: ",")).map(Self.trimmed) }
        guard
            elements.contains(where: { !$0.isEmpty }) || lines.contains(where: { $0.utf8.contains(UInt8(ascii: ",")) })
        else { throw .missingHeader }

        var times: [[UInt8]] = []
        var signatures: [[UInt8]] = []
        for element in elements {
            if let value = Self.value(of: "t", element) { times.append(value) }
            if let value = Self.value(of: scheme, element) { signatures.append(value) }
        }
        guard let time = times.first else { throw .malformedHeader(.noTimestamp) }
        guard times.count == 1 else { throw .malformedHeader(.severalTimestamps) }
        guard let signedAt = Self.instant(time) else { throw .malformedHeader(.timestampNotSeconds) }
        guard signatures.count <= Self.mostSignatures else { throw .malformedHeader(.tooManySignatures) }
        guard signatures.contains(where: { !$0.isEmpty }) else { throw .malformedHeader(.noSignature) }
        timestampText = time
        self.signedAt = signedAt
        // What is not 64 lowercase digits can match nothing, and is no reason to call the header malformed: the
        // service takes that for its last word.
        codes = signatures.compactMap { $0.count == SHA256.digestLength * 2 ? Hex.decode($0) : nil }
    }

    /// Without white space at the ends; a folded line leaves a line break there.
    private static func trimmed(_ bytes: Substring.UTF8View) -> Substring.UTF8View {
        let start = bytes.drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return start.prefix(0) }
        return start[...last]
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\n")
    }

    /// What stands behind `name=`.
    private static func value(of name: String, _ element: Substring.UTF8View) -> [UInt8]? {
        let prefix = "\(name)=".utf8
        return element.starts(with: prefix) ? Array(element.dropFirst(prefix.count)) : nil
    }

    /// Digits only, and only one way to write an instant: no sign, no fraction, no zero in front.
    private static func instant(_ digits: [UInt8]) -> Timestamp? {
        guard (1...mostDigits).contains(digits.count), digits == [0x30] || digits.first != 0x30,
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let seconds = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
        let (microseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return Timestamp(microsecondsSinceEpoch: overflow ? .max : microseconds)
    }
}
