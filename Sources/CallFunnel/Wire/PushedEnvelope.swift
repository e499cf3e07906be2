// SPDX-License-Identifier: Apache-2.0

/// The body of a push as far as it can be read, which is never an error as long as it is JSON.
struct PushedEnvelope: Sendable {
    let event: CallFunnelEvent
    /// The id inside the body; nil where there is none.
    let id: String?
    let issues: [DecodingIssue]

    /// What an event is called whose body does not say.
    static let unnamedType: EventType = "unknown"

    /// - Throws: what makes the body no JSON.
    static func read(_ body: [UInt8]) throws(JSONParser.Failure) -> PushedEnvelope {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: body)
        } catch  where error.isOurLimit {
            return unreadable(.null, body, DecodingIssue("", error.reason))
        } catch {
            throw error
        }
        var issues: [DecodingIssue] = []
        do throws(DecodingIssue) {
            var event = try EventEnvelope.read(json, issues: &issues)
            if case .unknown = event.payload { event.pushedBody = PushedBody(body) }
            return PushedEnvelope(event: event, id: EventEnvelope.id(in: json), issues: issues)
        } catch {
            return unreadable(json, body, error)
        }
    }

    private static func unreadable(_ json: JSONValue, _ body: [UInt8], _ issue: DecodingIssue) -> PushedEnvelope {
        let id = EventEnvelope.id(in: json)
        var event = CallFunnelEvent(
            key: EventKey(unnamedType, id ?? digest(of: body)), occurredAt: nil, payload: .unknown(json))
        event.eventID = id.map { CallFunnelEvent.EventID($0) }
        event.pushedBody = PushedBody(body)
        return PushedEnvelope(event: event, id: id, issues: [issue])
    }

    /// Stands in for the id of a push that has none.
    static func digest(of body: [UInt8]) -> String {
        "digest-" + Hex.encode(SHA256.hash(body).prefix(16))
    }
}
