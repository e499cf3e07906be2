// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import Synchronization

/// What a process writes to one of its streams, read as it comes so that the process never has to wait.
final class Output: Sendable {
    /// Of whole lines, and what follows them.
    private typealias Condition = @Sendable ([String], [UInt8]) -> Bool

    private struct State {
        var lines: [String] = []
        var rest: [UInt8] = []
        var isOver = false
        var waiting: [(condition: Condition, waiter: CheckedContinuation<Bool, Never>)] = []

        mutating func add(_ bytes: Data) {
            rest += bytes
            var pieces = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
            rest = pieces.popLast() ?? []
            lines += pieces.map { String(decoding: $0, as: UTF8.self) }
        }

        /// Those that need not wait any longer, and what they are told.
        mutating func released() -> [(CheckedContinuation<Bool, Never>, Bool)] {
            let answers = waiting.map { ($0, $0.condition(lines, rest)) }
            waiting = answers.filter { !$0.1 && !isOver }.map(\.0)
            return answers.filter { $0.1 || isOver }.map { ($0.0.waiter, $0.1) }
        }
    }

    private let state = Mutex(State())
    /// Kept, because closing it would end the writer.
    private let pipe: Pipe

    /// - Parameter chunks: how often is read; the rest stays in the pipe.
    init(_ pipe: Pipe, name: String, chunks: Int = .max) {
        self.pipe = pipe
        DispatchQueue(label: name).async { [self] in
            for _ in 0..<chunks {
                let bytes = pipe.fileHandleForReading.availableData
                if bytes.isEmpty { return take(bytes, isOver: true) }
                take(bytes, isOver: false)
            }
        }
    }

    private func take(_ bytes: Data, isOver: Bool) {
        let released = state.withLock { state in
            state.add(bytes)
            state.isOver = isOver
            return state.released()
        }
        for (waiter, answer) in released { waiter.resume(returning: answer) }
    }

    /// Whole lines so far, without their ends.
    var lines: [String] { state.withLock { $0.lines } }

    /// Everything so far.
    var text: String {
        state.withLock { state in
            state.lines.map { $0 + "\n" }.joined() + String(decoding: state.rest, as: UTF8.self)
        }
    }

    /// Returns true once the lines so far are enough, and false when they are not by the end.
    func wait(until isEnough: @escaping @Sendable ([String]) -> Bool) async -> Bool {
        await wait { lines, _ in isEnough(lines) }
    }

    /// Returns true once there is anything, be it part of a line.
    func begins() async -> Bool {
        await wait { lines, rest in !lines.isEmpty || !rest.isEmpty }
    }

    /// Waits for the end, which comes when the last process that holds the stream is gone.
    func end() async {
        _ = await wait { _, _ in false }
    }

    private func wait(for condition: @escaping Condition) async -> Bool {
        await withCheckedContinuation { waiter in
            let released = state.withLock { state in
                state.waiting.append((condition, waiter))
                return state.released()
            }
            for (waiter, answer) in released { waiter.resume(returning: answer) }
        }
    }
}
