// SPDX-License-Identifier: Apache-2.0

@preconcurrency import Dispatch
import Foundation

/// Ends work on Ctrl-C or SIGTERM by cancelling it, so that it can leave cleanly. A second signal ends the process.
public enum Interruption {
    /// Runs `body` until it returns, or is cancelled by a signal and then returns.
    public static func guarding<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value? {
        let signals = signals()
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

    private enum Ended<Value: Sendable>: Sendable {
        case body(Value)
        case signal
    }

    private static func signals() -> AsyncStream<Int32> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { stream in
            let sources = [SIGINT, SIGTERM].map { number in
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler {
                    signal(number, SIG_DFL)
                    stream.yield(number)
                }
                source.resume()
                return source
            }
            stream.onTermination = { _ in sources.forEach { $0.cancel() } }
        }
    }
}
