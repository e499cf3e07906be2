// SPDX-License-Identifier: Apache-2.0

/// What the ledger says of a delivery.
enum Admission: Sendable {
    /// It is this receiver's to handle.
    case granted(Grant)
    /// It needs no handling: to be recorded if anything is, and answered. The key is the one the event is known by.
    case known(WebhookReceiver.Known, EventKey, LedgerEntry)
    /// Another owner of the ledger is at it.
    case leased

    struct Grant: Sendable {
        /// With the key it is recorded under.
        let event: CallFunnelEvent
        /// To be recorded in one step when it was handled.
        let entry: LedgerEntry
    }
}

/// Asks the ledger about deliveries and claims them.
///
/// Within the lane of pushes, the push's id decides: two pushes with one key are both handled. Across lanes the key does:
/// what was polled is not handled again when it is pushed. So a handled push records four keys in one step: the event's,
/// the push's id, its signature, and that the event's key was recorded by a push. A key without that last one was polled.
struct Admissions: Sendable {
    let ledger: any EventLedger
    let owner: String

    /// How often the ledger is asked anew because somebody else recorded something in between.
    static let mostRounds = 4

    /// - Parameter claims: what is claimed on the way, also if this throws: to be released unless recorded.
    func admit(_ delivery: Delivery, claims: inout [EventKey]) async throws(CallFunnelError) -> Admission {
        if let level = LevelMarks(delivery.event.type) {
            return try await admit(delivery, crossing: level, claims: &claims)
        }
        return try await admitPlain(delivery, claims: &claims)
    }

    func admitPlain(_ delivery: Delivery, claims: inout [EventKey]) async throws(CallFunnelError) -> Admission {
        let (event, push) = (delivery.event, delivery.pushKeys)
        let lane = PushKey.lane(event.key)
        let entry = LedgerEntry(keys: [event.key, lane] + push)
        for _ in 0..<Self.mostRounds {
            let recorded = try await recorded(of: push + [event.key, lane])
            if let known = delivery.known(among: recorded) { return .known(known, event.key, LedgerEntry()) }
            let wanted: [EventKey]
            switch (recorded.contains(event.key), recorded.contains(lane)) {
            case (true, false): return .known(.polled, event.key, LedgerEntry())
            // Another push of the same: only this one's own keys are free.
            case (true, true): wanted = push
            case (false, _): wanted = [event.key]
            }
            switch try await claim(wanted, &claims) {
            case .granted: return .granted(.init(event: event, entry: entry))
            case .leased: return .leased
            case .recorded: continue
            }
        }
        return .leased
    }

    /// Claims all of them; the first that cannot be had decides.
    func claim(_ keys: [EventKey], _ claims: inout [EventKey]) async throws(CallFunnelError) -> LedgerClaim {
        for key in keys {
            do {
                // Before it is known whether it was granted: a claim whose answer was lost is given up as well.
                claims.append(key)
                let claim = try await ledger.claim(key, for: owner)
                guard case .granted = claim else { return claim }
            } catch {
                throw CallFunnelError(ledger: error)
            }
        }
        return .granted
    }

    func recorded(of keys: [EventKey]) async throws(CallFunnelError) -> Set<EventKey> {
        do {
            return Set(keys).subtracting(try await ledger.unrecorded(of: keys))
        } catch {
            throw CallFunnelError(ledger: error)
        }
    }
}

extension Delivery {
    /// The push's own keys: its id, and its signature if it came with one.
    var pushKeys: [EventKey] { [PushKey.id(id)] + (fingerprint.map { [PushKey.signature($0)] } ?? []) }

    /// What it is, if the ledger knows the push itself.
    func known(among recorded: Set<EventKey>) -> WebhookReceiver.Known? {
        if recorded.contains(PushKey.id(id)) { return .duplicate }
        return pushKeys.contains { recorded.contains($0) } ? .replay : nil
    }
}
