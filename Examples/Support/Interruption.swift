// SPDX-License-Identifier: Apache-2.0

@preconcurrency import Dispatch
import Foundation
import Synchronization

/// Ends work on Ctrl-C or SIGTERM by cancelling it, so that it can leave cleanly. A second signal ends the process.
public enum Interruption {
    /// Runs `body` until it returns, or is cancelled by a signal and then returns.
    ///
    /// Signals are heard from before `body` begins: whoever has seen it do something can stop it.
    public static func guarding<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value? {
        let signals = await signals()
        return await withTaskGroup(of: Ended<Value>.self) { group in
            group.addTask { .body(await body()) }
            group.addTask {
                for await _ in signals { return .signal }
                return .signal
            }
            var value: Value?
            for await ended in group {
                if case .body(let returned) = ended { value = returned }
                group.cancelAll()
            }
            return value
        }
    }

    /// For work that has to be told rather than cancelled. Signals are heard from when this returns.
    public static func next() async -> Coming { Coming(signals: await signals()) }

    /// A signal that may come. See ``next()``.
    public struct Coming: Sendable {
        fileprivate let signals: AsyncStream<Int32>

        /// Returns at the first signal, or when the task is cancelled.
        public func wait() async {
            for await _ in signals { return }
        }
    }

    private enum Ended<Value: Sendable>: Sendable {
        case body(Value)
        case signal
    }

    /// The first signal; the sources stay for the second one, as long as the process lives.
    private static func signals() async -> AsyncStream<Int32> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingNewest(1))
        // Its own queue, which work that blocks its threads cannot hold up.
        let queue = DispatchQueue(label: "interruption")
        let count = Count()
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if count.add(source.data) > 1 { end(by: number) }
                continuation.yield(number)
            }
            await withCheckedContinuation { installed in
                // Until then the signal would be lost.
                source.setRegistrationHandler { installed.resume() }
                source.resume()
            }
        }
        return stream
    }

    private final class Count: Sendable {
        private let total = Mutex<UInt>(0)

        func add(_ signals: UInt) -> UInt {
            total.withLock { total in
                total += max(signals, 1)
                return total
            }
        }
    }

    /// As if nobody had ever caught the signal, which Dispatch keeps blocked on its threads.
    private static func end(by number: Int32) {
        signal(number, SIG_DFL)
        var numbers = sigset_t()
        sigemptyset(&numbers)
        sigaddset(&numbers, number)
        pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
        raise(number)
    }
}
