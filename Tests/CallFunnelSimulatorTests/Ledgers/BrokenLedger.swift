// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Synchronization

/// A sound ledger made wrong in one way.
struct BrokenLedger: EventLedger {
    /// What a flaw notes down for itself.
    struct Notes {
        var keys: Set<EventKey> = []
        var owners: [EventKey: [String]] = [:]
        var times: [EventKey: Duration] = [:]
    }

    struct Refusal: Error {}

    final class Shadow: Sendable {
        private let notes = Mutex(Notes())
        func note<Answer: Sendable>(_ body: (inout Notes) -> Answer) -> Answer { notes.withLock { body(&$0) } }
    }

    let flaw: LedgerFlaw
    let base: SimulatedSharedLedger.Handle
    /// Outlives processes, as the store does.
    let store: Shadow
    /// Ends with the process.
    let process = Shadow()
    let clock: SimulatedClock
    let retention: Duration

    func unrecorded(of keys: [EventKey]) async throws -> [EventKey] {
        let found = await base.unrecorded(of: keys.map(stored))
        let unknown = Set(found)
        let answer = keys.filter { unknown.contains(stored($0)) }
        switch flaw {
        case .dropsTypesItDoesNotKnow: return answer.filter { EventType.allCases.contains($0.type) }
        case .remembersThatItWasUnrecorded, .cachesWhatIsUnrecorded:
            return process.note { notes in
                notes.keys.formUnion(answer)
                return keys.filter { notes.keys.contains($0) }
            }
        case .answersInItsOwnOrder: return answer.sorted()
        case .chokesOnAnEmptyQuestion where keys.isEmpty: throw Refusal()
        case .answersAThousand: return Array(answer.prefix(1000))
        case .overwritesWhatOthersRecord:
            return store.note { notes in keys.filter { unknown.contains($0) || notes.keys.contains($0) } }
        case .recordsAtClaim: return store.note { notes in answer.filter { !notes.keys.contains($0) } }
        case .forgetsKeysAtRestart: return process.note { notes in keys.filter { !notes.keys.contains($0) } }
        case .forgetsWhatIsLookedUp:
            let now = clock.now.offset
            return store.note { notes in
                keys.filter { key in notes.times[key].map { now - $0 > retention } ?? true }
            }
        default: return answer
        }
    }

    func record(_ entry: LedgerEntry) async throws {
        var entry = entry
        entry.keys = entry.keys.map(stored)
        switch flaw {
        case .chokesOnAKeyGivenTwice where Set(entry.keys).count < entry.keys.count: throw Refusal()
        case .chokesOnQuotes where entry.keys.contains { $0.subject.contains("'") }: throw Refusal()
        case .refusesWhatIsRecorded where await base.unrecorded(of: entry.keys).count < entry.keys.count:
            throw Refusal()
        case .recordsMarksAfterKeys:
            await base.record(LedgerEntry(marks: entry.marks))
            entry.marks = [:]
        case .stopsHalfwayWhenCancelled:
            for key in entry.keys {
                try Task.checkCancellation()
                await base.record(LedgerEntry(keys: [key]))
            }
        case .overwritesWhatOthersRecord:
            // Here the notes are of what got lost: recorded by others between reading all and writing all.
            let before = store.note { $0.times }
            await base.record(entry)
            let (keys, now) = (entry.keys, clock.now.offset)
            store.note { notes in
                for key in notes.times.keys where before[key] == nil { notes.keys.insert(key) }
                for key in keys { notes.times[key] = now }
            }
            return
        case .recordsAThousand: entry.keys = Array(entry.keys.prefix(1000))
        case .keepsTheFirstMark:
            let set = await base.marks(entry.marks.keys.sorted())
            entry.marks = entry.marks.filter { set[$0.key] == nil }
        case .dropsMarksThatComeWithKeys where !entry.keys.isEmpty: entry.marks = [:]
        case .dropsKeysThatComeWithMarks where !entry.marks.isEmpty: entry.keys = []
        case .trimsMarks:
            entry.marks = entry.marks.mapValues { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        default: break
        }
        await base.record(entry)
        note(entry)
    }

    private func note(_ entry: LedgerEntry) {
        let now = clock.now.offset
        process.note { notes in
            notes.keys = flaw == .cachesWhatIsUnrecorded ? [] : notes.keys
            if flaw == .forgetsKeysAtRestart { notes.keys.formUnion(entry.keys) }
            for name in entry.marks.keys { notes.times[EventKey(.callFailed, name)] = now }
        }
        store.note { notes in
            for key in entry.keys {
                notes.times[key] = now
                if flaw != .looksAtClaimsFirst { notes.owners[key] = nil }
            }
            for name in entry.marks.keys { notes.times[EventKey(.callFailed, name)] = now }
        }
    }

    func marks(_ names: [String]) async throws -> [String: String] {
        switch flaw {
        case .matchesMarksByPrefix:
            await base.marks(
                store.note { notes in
                    notes.times.keys.map(\.subject).filter { set in names.contains { set.hasPrefix($0) } }
                })
        case .forgetsMarksAtRestart:
            await base.marks(process.note { notes in names.filter { notes.times[EventKey(.callFailed, $0)] != nil } })
        default: await base.marks(names)
        }
    }

    /// The key as the flaw would keep it.
    func stored(_ key: EventKey) -> EventKey {
        switch flaw {
        case .comparesByUnicodeEquivalence: EventKey(key.type, key.subject.precomposedStringWithCanonicalMapping)
        case .comparesSubjectsOnly: EventKey(.callFailed, key.subject)
        case .cutsLongKeys: EventKey(key.type, String(key.subject.prefix(255)))
        default: key
        }
    }
}
