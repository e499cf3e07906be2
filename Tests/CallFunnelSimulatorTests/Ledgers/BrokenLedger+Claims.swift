// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator

extension BrokenLedger {
    func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
        if flaw == .claimsSubjects, await base.unrecorded(of: [key]).isEmpty { return .recorded }
        let key = claimed(key)
        let owners = store.note { $0.owners[key] ?? [] }
        switch flaw {
        case .refusesItsOwner where owners.last == owner: return .leased
        case .checksThenClaims where owners.isEmpty:
            await Task.yield()
            let claim = await base.claim(key, for: owner)
            note(key, owner)
            return claim == .leased ? .granted : claim
        case .looksAtClaimsFirst where !owners.isEmpty && owners.last != owner:
            let claim = await base.claim(key, for: owner)
            if claim == .recorded { return .leased }
            if claim == .granted { note(key, owner) }
            return claim
        case .prolongsWhenOthersAsk:
            if let last = owners.last, last != owner, await base.claim(key, for: owner) == .leased {
                _ = await base.claim(key, for: last)
                return .leased
            }
        case .neverProlongs where owners.last == owner:
            // Asked as somebody else, since asking as the owner would prolong it.
            let claim = await base.claim(key, for: "\(owner)?")
            if claim == .leased { return .granted }
            if claim == .recorded { return .recorded }
            await base.release([key], for: "\(owner)?")
        case .burnsClaims where !owners.isEmpty && owners.last != owner:
            let claim = await base.claim(key, for: owner)
            return claim == .granted ? .recorded : claim
        default: break
        }
        let claim = await base.claim(key, for: owner)
        switch (flaw, claim) {
        case (.grantsToEverybody, .leased), (.grantsWhatIsRecorded, .recorded): return .granted
        case (.grantsToAFormerOwner, .leased) where owners.contains(owner): return .granted
        case (_, .granted):
            note(key, owner)
            return .granted
        default: return claim
        }
    }

    /// The key as the flaw would keep a claim of it.
    private func claimed(_ key: EventKey) -> EventKey {
        flaw == .claimsSubjects ? EventKey(.callFailed, key.subject) : stored(key)
    }

    private func note(_ key: EventKey, _ owner: String) {
        store.note { notes in
            notes.owners[key, default: []].append(owner)
            if flaw == .recordsAtClaim { notes.keys.insert(key) }
        }
    }

    func release(_ keys: [EventKey], for owner: String) async throws {
        guard flaw != .releasesNothing else { return }
        for key in keys.map(claimed) {
            let last = store.note { $0.owners[key]?.last }
            let releasing = flaw == .releasesForEverybody ? last ?? owner : owner
            await base.release([key], for: releasing)
            if releasing == last, flaw != .grantsToAFormerOwner { store.note { $0.owners[key] = nil } }
        }
    }

    /// What a process does first.
    func start() async throws {
        guard flaw == .freesClaimsAtRestart else { return }
        let owners = store.note { $0.owners }
        for key in owners.keys.sorted() {
            for owner in owners[key] ?? [] { await base.release([key], for: owner) }
        }
    }
}
