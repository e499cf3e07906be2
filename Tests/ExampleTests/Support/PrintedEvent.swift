// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation
import Testing

/// One line of `watch-events --format json`, or of `receive-webhooks`.
struct PrintedEvent: Sendable {
    let key: String
    let type: String

    /// Checks all that holds for every line: these five members, and no others.
    init(line: String, source: String = "poll") throws {
        let object = try JSONDecoder().decode([String: JSONValue].self, from: Data(line.utf8))
        #expect(Set(object.keys) == ["key", "type", "occurred_at", "source", "data"])
        key = try #require(object["key"]?.string)
        type = try #require(object["type"]?.string)
        #expect(EventType.all.contains(type))
        #expect(key.hasPrefix(type + "/"))
        #expect(object["source"]?.string == source)
        #expect(object["occurred_at"]?.string.flatMap { Timestamp($0) } != nil, "\(key)")
        let data = try #require(object["data"]?.object, "\(key)")
        // A tenant that is suspended before it was named is called "-".
        guard !key.hasPrefix("tenant.suspended/-#") else { return }
        // What follows the id is an approval's decision or the number of a crossing.
        let subject = key.dropFirst(type.count + 1).prefix { $0 != ":" && $0 != "#" }
        let ids = [data["id"], data["run_id"], data["tenant_id"]].compactMap {
            $0?.string ?? $0?.integer.map(String.init)
        }
        #expect(ids.contains(String(subject)), "\(key) has \(data.keys.sorted())")
    }

    /// The key alone; nil for what is no such line.
    static func key(of line: String) -> String? {
        (try? JSONDecoder().decode([String: JSONValue].self, from: Data(line.utf8)))?["key"]?.string
    }
}

extension EventType {
    /// The twelve of C12.
    static let all: Set<String> = [
        "call.completed", "call.failed", "message.sent", "message.delivered", "message.replied", "approval.requested",
        "approval.resolved", "workflow.run.started", "workflow.run.ended", "wallet.low", "wallet.exhausted",
        "tenant.suspended",
    ]
}
