// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Synchronization

/// A receiver as somebody might write it by hand, on a store that outlives it; sound but for its flaw.
final class PlainReceiver: Sendable {
    /// What a database would hold.
    final class Store: Sendable {
        struct Content {
            var handled: Set<String> = []
            var taken: Set<String> = []
            var failures: [String: Int] = [:]
            var hasSeenStart = false
        }

        let content = Mutex(Content())
    }

    private let flaw: ReceiverFlaw?
    private let store: Store
    /// Of this process, for flaws that keep things there.
    private let own = Store()
    private let secrets: [WebhookSecret]
    private let world: SimulatedWorld
    private let offset = Mutex(Duration.zero)
    private let handle: ReceiverConformance.Handler

    init(
        flaw: ReceiverFlaw?, store: Store, secrets: [WebhookSecret], world: SimulatedWorld,
        handle: @escaping ReceiverConformance.Handler
    ) {
        self.flaw = flaw
        self.store = flaw == .forgetsAtRestart ? own : store
        self.secrets = secrets
        self.world = world
        self.handle = handle
    }

    private func has(_ flaw: ReceiverFlaw) -> Bool { self.flaw == flaw }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        guard request.method == "POST" || has(.takesAnyMethod) else { return HTTPResponse(status: 405) }
        guard request.body.count <= 1_048_576 else { return HTTPResponse(status: 413) }
        if let refusal = refusal(of: request) { return HTTPResponse(status: refusal) }
        guard let event = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any] else {
            return HTTPResponse(status: 400)
        }
        if let status = opinion(on: event) { return HTTPResponse(status: status) }
        guard let name = event["id"] as? String else { return HTTPResponse(status: 400) }
        return HTTPResponse(status: await take(name, identity(of: event, request)))
    }

    // The signature.

    private func refusal(of request: HTTPRequest) -> Int? {
        if has(.ignoresSignatures) { return nil }
        if has(.ignoresMissingSignatures), request.headers["X-CF-Signature"] == nil { return nil }
        let body = has(.verifiesItsOwnWriting) ? rewritten(request.body) : request.body
        let tolerance: Duration =
            has(.hasNoWindow) ? .seconds(1_000_000_000) : .seconds(has(.hasNarrowWindow) ? 60 : 300)
        do throws(WebhookSignature.Rejection) {
            offset.withLock { $0 = .zero }
            let signature = try WebhookSignature(headers: read(request.headers))
            _ = try signature.verify(
                body, secrets: has(.usesFirstSecretOnly) ? Array(secrets.prefix(1)) : secrets,
                at: world.clock.time.advanced(by: .zero - offset.withLock { $0 }), tolerance: tolerance)
            return nil
        } catch {
            return answer(to: error, request)
        }
    }

    private func answer(to rejection: WebhookSignature.Rejection, _ request: HTTPRequest) -> Int? {
        switch rejection {
        case .tooNew where has(.hasWindowTowardsThePastOnly): return nil
        case .tooOld, .tooNew:
            if has(.remembersWhatItRejects), let id = request.headers["X-CF-Event-Id"] {
                store.content.withLock { _ = $0.handled.insert(id) }
            }
            return has(.refusesWhatIsOutsideTheWindow) ? 400 : 503
        case .noMatch: return has(.refusesUnknownSignatures) ? 401 : 503
        default: return has(.leaksThroughBadHeaders) ? nil : 400
        }
    }

    /// The signature header as a careless parser has it.
    private func read(_ headers: HTTPHeaders) -> HTTPHeaders {
        let lines = headers.values(of: "X-CF-Signature")
        guard let first = lines.first else { return headers }
        if has(.readsFirstHeaderLineOnly) { return ["X-CF-Signature": first] }
        var parts = lines.flatMap { $0.split(separator: ",") }.map { $0.trimmingCharacters(in: .whitespaces) }
        if has(.readsLastSignatureOnly), let last = parts.last(where: { $0.hasPrefix("v1=") }) {
            parts = parts.filter { !$0.hasPrefix("v1=") } + [last]
        }
        let times = parts.filter { $0.hasPrefix("t=") }.compactMap { Int64($0.dropFirst(2)) }
        let now = world.clock.time.microsecondsSinceEpoch / 1_000_000
        if has(.readsEitherOfTwoTimes), times.count == 2, let fresh = times.first(where: { abs($0 - now) < 300 }) {
            // The window is held against the one, the signature against the other.
            offset.withLock { $0 = .seconds(fresh - (times.first { $0 != fresh } ?? fresh)) }
            parts.removeAll { $0 == "t=\(fresh)" }
        }
        return ["X-CF-Signature": parts.joined(separator: ",")]
    }

    private func rewritten(_ body: [UInt8]) -> [UInt8] {
        guard let object = try? JSONSerialization.jsonObject(with: Data(body)),
            let data = try? JSONSerialization.data(
                withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        else { return body }
        return [UInt8](data)
    }

    // What the event says.

    private func opinion(on event: [String: Any]) -> Int? {
        let type = event["type"] as? String ?? ""
        let known = ["call.", "message.", "approval.", "workflow.", "wallet.", "tenant."]
        if has(.refusesUnknownTypes), type == "call.sentiment_changed" || !known.contains(where: type.hasPrefix) {
            return 422
        }
        let data = event["data"] as? [String: Any]
        if has(.refusesUnreadableData), data?["id"] == nil, data?["balance_minor"] == nil { return 400 }
        if has(.insistsOnOrder), type == "workflow.run.ended", !store.content.withLock({ $0.hasSeenStart }) {
            return 422
        }
        store.content.withLock { $0.hasSeenStart = $0.hasSeenStart || type == "workflow.run.started" }
        if has(.needsKnownWords), data?["status"] as? String == "pondering" { return 503 }
        return nil
    }

    private func identity(of event: [String: Any], _ request: HTTPRequest) -> String {
        let id = event["id"] as? String ?? ""
        switch flaw {
        case .goesByTheHeaderAlone: return request.headers["X-CF-Event-Id"] ?? UUID().uuidString
        case .goesByTheSignatureAlone: return request.headers.values(of: "X-CF-Signature").joined()
        case .goesByTheDataAlone:
            let data = try? JSONSerialization.data(
                withJSONObject: event["data"] as? [String: Any] ?? [:], options: .sortedKeys)
            return "\(event["type"] ?? "") " + String(decoding: data ?? Data(), as: UTF8.self)
        default: return id
        }
    }

    // The store.

    private func take(_ name: String, _ identity: String) async -> Int {
        let claims = has(.claimsInMemoryOnly) ? own : store
        if has(.forgetsWhatItHandled) { return await perform(name) ? 200 : 503 }
        if store.content.withLock({ $0.handled.contains(identity) }) { return has(.conflictsOnRepeats) ? 409 : 200 }
        if has(.claimsInTwoSteps) {
            await Task.yield()
        } else {
            guard claims.content.withLock({ $0.taken.insert(identity).inserted }) else {
                return has(.conflictsOnOverlap) ? 409 : has(.joinsAndTakesFailuresForHandled) ? 200 : 503
            }
        }
        if has(.recordsBeforeHandling) || has(.recordsBeforeHandlingAndTakesItBack) { record(identity) }
        if has(.answersBeforeHandling) {
            record(identity)
            Task(executorPreference: world.pump) { [self] in _ = await perform(name) }
            return 200
        }
        let isHandled = await perform(name)
        if isHandled { record(identity) }
        if !isHandled, has(.recordsBeforeHandlingAndTakesItBack) {
            store.content.withLock { _ = $0.handled.remove(identity) }
        }
        let keeps = has(.keepsClaimsForEver) || has(.keepsClaimsOfCutRequests) && Task.isCancelled
        if isHandled || !keeps { claims.content.withLock { _ = $0.taken.remove(identity) } }
        let failures =
            isHandled
            ? 0
            : store.content.withLock { content in
                content.failures[identity, default: 0] += 1
                return content.failures[identity, default: 0]
            }
        if failures > 5, has(.givesUpAfterFiveFailures) { return 200 }
        if !isHandled, has(.takesFailuresForHandled) { return 200 }
        return isHandled ? 200 : has(.refusesFailures) ? 422 : 503
    }

    private func record(_ identity: String) { store.content.withLock { _ = $0.handled.insert(identity) } }

    private func perform(_ name: String) async -> Bool {
        do {
            try await handle(name)
            return true
        } catch {
            return false
        }
    }
}
