// SPDX-License-Identifier: Apache-2.0

/// A request body in chunks (RFC 9112, 7.1) as far as it has come.
struct ChunkedBody {
    private enum Phase {
        case size
        case data(Int)
        case dataEnd
        case trailers
    }

    private static let lineLimit = 4 << 10
    private let limit: Int
    private var body: [UInt8] = []
    private var phase = Phase.size
    private var trailersLeft = RequestParser.headLimit

    init(limit: Int) {
        self.limit = limit
    }

    /// The whole body, once its last byte is there. Chunk extensions and trailers are read and left out.
    mutating func decode(_ input: inout ByteQueue) throws(RequestParser.Refusal) -> [UInt8]? {
        while true {
            switch phase {
            case .size:
                guard let line = try input.takeLine(limit: Self.lineLimit, tooLong: 400) else { return nil }
                let size = try Self.size(line)
                guard size <= limit - body.count else { throw RequestParser.Refusal(status: 413) }
                phase = size == 0 ? .trailers : .data(size)
            case .data(let size):
                guard let data = input.take(size) else { return nil }
                body += data
                phase = .dataEnd
            case .dataEnd:
                guard let line = try input.takeLine(limit: 2, tooLong: 400) else { return nil }
                guard line.isEmpty else { throw RequestParser.Refusal(status: 400) }
                phase = .size
            case .trailers:
                guard let line = try input.takeLine(limit: trailersLeft, tooLong: 431) else { return nil }
                guard !line.isEmpty else { return body }
                trailersLeft -= line.count + 2
            }
        }
    }

    private static func size(_ line: [UInt8]) throws(RequestParser.Refusal) -> Int {
        let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        let rest = line[digits.endIndex...].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard (1...8).contains(digits.count), rest.isEmpty || rest.first == UInt8(ascii: ";") else {
            throw RequestParser.Refusal(status: 400)
        }
        var size = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): size = size << 4 | Int(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): size = size << 4 | Int(digit - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): size = size << 4 | Int(digit - UInt8(ascii: "A") + 10)
            default: throw RequestParser.Refusal(status: 400)
            }
        }
        return size
    }
}
