// SPDX-License-Identifier: Apache-2.0

public import CallFunnel

/// One event as a JSON object on one line, for programs.
public enum EventJSON {
    /// `{"key", "type", "occurred_at", "source", "data"}`; `data` is what the service would push (C16).
    public static func line(_ event: CallFunnelEvent, source: String) -> [UInt8] {
        let object: JSONValue = .object([
            "key": .string(event.key.description),
            "type": .string(event.type.rawValue),
            "occurred_at": event.occurredAt.map { .string($0.description) } ?? .null,
            "source": .string(source),
            "data": event.data,
        ])
        return object.text
    }
}
