// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The root task of a simulated program and the place its result is put.
final class Program<Value: Sendable>: Sendable {
    private let result: Mailbox<Value>
    private let task: Task<Void, Never>

    init(on pump: Pump, _ body: @escaping @Sendable () async throws -> Value) {
        let mailbox = Mailbox<Value>()
        result = mailbox
        task = Task(executorPreference: pump) {
            do {
                let value = try await body()
                mailbox.put(.success(value))
            } catch {
                mailbox.put(.failure(error))
            }
        }
    }

    var isDone: Bool { result.get() != nil }

    func cancel() { task.cancel() }

    func value(or missing: WorldStall) throws -> Value {
        guard let result = result.get() else { throw missing }
        return try result.get()
    }
}

/// A result that is there or not yet there.
private final class Mailbox<Value: Sendable>: Sendable {
    private let content = Mutex<Result<Value, any Error>?>(nil)

    func put(_ result: Result<Value, any Error>) { content.withLock { $0 = result } }
    func get() -> Result<Value, any Error>? { content.withLock { $0 } }
}
