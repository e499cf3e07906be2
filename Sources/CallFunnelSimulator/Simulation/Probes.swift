// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// A ledger as one simulated process has it: it writes down what is asked and answered, and dies with the process.
struct ProbeLedger: EventLedger {
    let base: any EventLedger
    let life: ProcessLife
    let history: WorldHistory
    let watcher: Int

    func unrecorded(of keys: [EventKey]) async throws -> [EventKey] {
        try await around { try await base.unrecorded(of: keys) }
    }

    func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
        let claim = try await around { try await base.claim(key, for: owner) }
        if claim == .leased { history.add(.leased(watcher: watcher, key: key.description)) }
        return claim
    }

    func release(_ keys: [EventKey], for owner: String) async throws {
        try await around { try await base.release(keys, for: owner) }
    }

    func record(_ entry: LedgerEntry) async throws {
        try await around {
            history.add(.recording(watcher: watcher, entry))
            try await base.record(entry)
            if !life.isDead { history.add(.recorded(watcher: watcher, entry)) }
        }
    }

    func marks(_ names: [String]) async throws -> [String: String] {
        try await around { try await base.marks(names) }
    }

    private func around<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do {
            try await life.point()
            let value = try await body()
            try await life.point()
            return value
        } catch {
            // Whoever waits for a push would not notice that its process is dead.
            if life.isDead { history.add(.gone(watcher: watcher, crashed: true)) }
            throw error
        }
    }
}

/// The way of one simulated process to the service.
struct ProbeTransport: Transport {
    let base: any Transport
    let simulator: Simulator
    let life: ProcessLife
    let history: WorldHistory
    let watcher: Int

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await life.point()
        let response = try await base.send(request)
        if let id = response.headers["X-Request-ID"], let served = await simulator.request(id) {
            try life.count()
            if !Task.isCancelled { history.add(.answered(watcher: watcher, served)) }
        }
        return response
    }
}

/// A disk whose process may die between a write and the sync that would make it last.
struct FragileStorage: LedgerStorage {
    let base: any LedgerStorage
    let life: ProcessLife

    func open() throws(CallFunnelError) -> [UInt8]? { try base.open() }

    func append(_ bytes: [UInt8]) throws(CallFunnelError) {
        try base.append(bytes)
        // The rest of what this process does goes nowhere; it learns so at its next effect.
        try? life.count()
    }

    func sync() throws(CallFunnelError) { try base.sync() }
    func truncate(to length: Int) throws(CallFunnelError) { try base.truncate(to: length) }
    func replace(with parts: [[UInt8]]) throws(CallFunnelError) { try base.replace(with: parts) }
}
