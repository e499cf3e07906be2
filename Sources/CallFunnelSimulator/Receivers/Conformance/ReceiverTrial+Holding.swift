// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// How a request went that was watched while its handler was held.
enum HeldStep: Sendable {
    case answered(HTTPResponse)
    case failed(ReceiverConformance.Failure)
    case reached
    case waited
}

extension ReceiverTrial {
    /// Sends a request whose handler is held for a while, then lets the handler end, or cuts the request off.
    ///
    /// - Returns: the answer to the request. It must not come before the handler has ended; nil when it was cut off.
    @discardableResult
    func hold(
        _ event: TrialEvent, on route: @escaping ReceiverConformance.Route, failing: Bool = false,
        cuttingOff: Bool = false
    ) async throws -> HTTPResponse? {
        let gate = bench.hold(event)
        let request = request(event)
        return try await withThrowingTaskGroup(of: HeldStep.self) { group in
            defer { gate.open(failing: failing) }
            group.addTask { await step(request, to: route) }
            group.addTask {
                await gate.reached()
                return .reached
            }
            switch try await group.next() {
            case .reached: break
            case .failed(let failure): throw failure
            default:
                throw fail(
                    expected: "no answer before the event is handled", found: "an answer while nothing was handled",
                    .eventLost)
            }
            group.addTask {
                await pause(subject.expectations.patience)
                return .waited
            }
            if case .answered(let early) = try await group.next() {
                try expect(early, .retryable, "an event that is still being handled")
                return early
            }
            if cuttingOff {
                group.cancelAll()
                return nil
            }
            gate.open(failing: failing)
            switch try await group.next() {
            case .answered(let answer): return answer
            case .failed(let failure): throw failure
            default: throw fail(expected: "an answer once the event is handled", found: "none", .neverSettled)
            }
        }
    }

    func step(_ request: HTTPRequest, to route: @escaping ReceiverConformance.Route) async -> HeldStep {
        do {
            return .answered(try await send(request, to: route))
        } catch let failure as ReceiverConformance.Failure {
            return .failed(failure)
        } catch {
            return .waited
        }
    }

    func pause(_ duration: Duration) async {
        try? await subject.timing.sleep(subject.timing.elapsed() + duration)
    }
}
