// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation

/// When a watcher is killed. What it waits for is a fact about the process; the few milliseconds after it are chance.
enum Moment: Sendable {
    case started
    /// It has taken the lock, and has not read the journal.
    case opening
    /// The ledger is open and no answer has come.
    case watching
    case printed(lines: Int)
    /// Everything found was recorded, most likely: each source was read once or more since.
    case idle

    static func random(using chance: inout SeededGenerator) -> Moment {
        switch Int.random(in: 0..<8, using: &chance) {
        case 0: .started
        case 1: .opening
        case 2: .watching
        case 3: .idle
        default: .printed(lines: Int.random(in: 1...4, using: &chance))
        }
    }

    /// Milliseconds to let it go on for.
    func delay(using chance: inout SeededGenerator) -> Duration {
        switch self {
        case .started: .milliseconds(Int.random(in: 0...60, using: &chance))
        case .opening, .idle: .zero
        case .watching: .milliseconds(Int.random(in: 0...30, using: &chance))
        case .printed: Bool.random(using: &chance) ? .zero : .milliseconds(Int.random(in: 1...3, using: &chance))
        }
    }

    /// Kills the process then, and after `patience` at the latest.
    func kill(_ process: RunningProcess, ledger: URL, delay: Duration, patience: Duration) async throws {
        let limit = Task {
            try await Task.sleep(for: patience)
            process.kill()
        }
        defer { limit.cancel() }
        switch self {
        case .started: break
        case .opening:
            let deadline = ContinuousClock.now + patience
            while try owner(of: ledger) != process.id, ContinuousClock.now < deadline {
                try await Task.sleep(for: .microseconds(500))
            }
        case .watching: _ = await process.errors.wait { lines in lines.contains { $0.hasPrefix("watching ") } }
        case .idle: _ = await process.errors.wait { $0.count { $0.hasSuffix(" new") } >= 14 }
        case .printed(let count) where delay == .zero:
            await process.killOnceItPrinted(count)
        case .printed(let count): _ = await process.output.wait { $0.count >= count }
        }
        if delay > .zero { try await Task.sleep(for: delay) }
        process.kill()
    }

    private func owner(of ledger: URL) throws -> Int32? {
        let text = try? String(contentsOf: URL(filePath: ledger.path + ".lock"), encoding: .utf8)
        return text.flatMap { Int32($0) }
    }
}

extension RunningProcess {
    /// By whoever reads its output, so that it gets no further than can be helped.
    func killOnceItPrinted(_ count: Int) async {
        await sendOnceItPrinted(count, SIGKILL)
    }

    func sendOnceItPrinted(_ count: Int, _ signal: Int32) async {
        _ = await output.wait { lines in
            guard lines.count >= count else { return false }
            self.send(signal)
            return true
        }
    }
}
