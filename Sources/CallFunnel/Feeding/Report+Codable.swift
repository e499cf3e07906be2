// SPDX-License-Identifier: Apache-2.0

extension EventFeed.Report: Codable {
    private enum CodingKeys: String, CodingKey {
        case window = "window_seconds"
        case covered = "covered_seconds"
        case rows, total
        case sinceLastPush = "seconds_since_last_push"
        case arePollsSlowed = "polls_slowed"
        case verdict
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(window.inSeconds, forKey: .window)
        try container.encode(covered.inSeconds, forKey: .covered)
        try container.encode(rows, forKey: .rows)
        try container.encode(total, forKey: .total)
        try container.encodeIfPresent(sinceLastPush?.inSeconds, forKey: .sinceLastPush)
        try container.encode(arePollsSlowed, forKey: .arePollsSlowed)
        try container.encode(verdict, forKey: .verdict)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        window = try container.decodeSeconds(.window)
        covered = try container.decodeSeconds(.covered)
        rows = try container.decode([Row].self, forKey: .rows)
        total = try container.decode(Counts.self, forKey: .total)
        sinceLastPush = try container.contains(.sinceLastPush) ? container.decodeSeconds(.sinceLastPush) : nil
        arePollsSlowed = try container.decode(Bool.self, forKey: .arePollsSlowed)
        verdict = try container.decode(Verdict.self, forKey: .verdict)
    }
}

extension EventFeed.Report.Lead: Codable {
    private enum CodingKeys: String, CodingKey {
        case median = "median_seconds"
        case p99 = "p99_seconds"
        case least = "least_seconds"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(median.inSeconds, forKey: .median)
        try container.encode(p99.inSeconds, forKey: .p99)
        try container.encode(least.inSeconds, forKey: .least)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        median = try container.decodeSeconds(.median)
        p99 = try container.decodeSeconds(.p99)
        least = try container.decodeSeconds(.least)
    }
}

extension KeyedDecodingContainer {
    /// To the microsecond; beyond what a `Duration` is sure to hold it is no report of ours.
    fileprivate func decodeSeconds(_ key: Key) throws -> Duration {
        let seconds = try decode(Double.self, forKey: key)
        guard abs(seconds) <= 1e9 else {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "not a time in seconds")
        }
        return .microseconds(Int64((seconds * 1e6).rounded()))
    }
}
