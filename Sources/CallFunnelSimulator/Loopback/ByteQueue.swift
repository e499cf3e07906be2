// SPDX-License-Identifier: Apache-2.0

/// Bytes that came in and were not used yet.
struct ByteQueue {
    private var bytes: [UInt8] = []
    private var start = 0
    /// Up to here no line ends, so that a line coming byte by byte is looked at once.
    private var scanned = 0

    mutating func append(_ more: [UInt8]) {
        bytes.removeSubrange(..<start)
        scanned = max(0, scanned - start)
        start = 0
        bytes += more
    }

    /// The next `count` bytes, when there are as many.
    mutating func take(_ count: Int) -> [UInt8]? {
        guard count <= bytes.count - start else { return nil }
        defer { start += count }
        return Array(bytes[start..<start + count])
    }

    /// The next line without its CR LF, when it is whole. Bytes that no HTTP line holds are refused as they come, so
    /// that a client speaking another protocol is not waited for.
    mutating func takeLine(limit: Int, tooLong: Int) throws(RequestParser.Refusal) -> [UInt8]? {
        scanned = max(scanned, start)
        while scanned < bytes.count {
            let byte = bytes[scanned]
            let followsReturn = scanned > start && bytes[scanned - 1] == 0x0D
            let isText = byte >= 0x20 && byte != 0x7F || byte == 0x09 || byte == 0x0D
            guard followsReturn ? byte == 0x0A : isText else { throw RequestParser.Refusal(status: 400) }
            scanned += 1
            guard scanned - start <= limit else { throw RequestParser.Refusal(status: tooLong) }
            if followsReturn {
                defer { start = scanned }
                return Array(bytes[start..<scanned - 2])
            }
        }
        return nil
    }
}
