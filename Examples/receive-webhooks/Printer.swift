// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import ExampleSupport
import Foundation
import Synchronization

/// Handles an event by printing it: late, or not at all at first, where that was asked for.
struct Printer: Sendable {
    private struct Failure: Error {}

    private let format: Options.Format
    private let delay: Duration
    private let failures: Failures

    /// How often it still throws.
    private final class Failures: Sendable {
        private let left: Mutex<Int>

        init(_ count: Int) { left = Mutex(count) }

        func next() -> Bool {
            left.withLock { left in
                defer { left = max(0, left - 1) }
                return left > 0
            }
        }
    }

    init(_ options: Options, isCampaign: Bool) {
        format = options.format ?? (isCampaign ? .text : .json)
        delay = options.delay
        failures = Failures(options.failFirst)
    }

    func handle(_ event: CallFunnelEvent) async throws {
        if delay > .zero { try await Task.sleep(for: delay) }
        if failures.next() { throw Failure() }
        switch format {
        case .json: Console.line(EventJSON.line(event, source: "push"))
        case .text: Console.line(EventLine.text(event, at: Timestamp(.now), colour: Console.hasColour))
        }
    }

    /// What an earlier run could not handle.
    func handleDeadLetters(of receiver: WebhookReceiver, _ remarks: Remarks) async {
        do throws(CallFunnelError) {
            let report = try await receiver.handleDeadLetters { try await handle($0) }
            if report != DeadLetterReport() {
                remarks.say("\(report.handled) dead letters handled, \(report.kept) kept")
            }
        } catch {
            // Without a folder there are none.
            if error.code != .invalidConfiguration { remarks.say("\(error)") }
        }
    }
}
