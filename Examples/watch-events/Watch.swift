// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import ExampleSupport
import Foundation

/// One run of `watch-events`: a watcher, and what ends it.
struct Watch: Sendable {
    private let options: Options
    private let watcher: Watcher
    private let tally: Tally
    private let campaign: Campaign?

    init(_ options: Options) async throws {
        self.options = options
        campaign = options.baseURL == nil ? await Campaign() : nil
        let client: CallFunnelClient
        var sources = options.sources
        if let campaign {
            client = try campaign.client()
            if sources.isEmpty { sources = campaign.sources }
        } else {
            client = try CallFunnelClient(baseURL: options.baseURL ?? CallFunnelClient.defaultBaseURL)
            if sources.isEmpty { sources = [.approvals, .wallet()] }
        }
        let every = options.every ?? (campaign == nil ? .seconds(30) : .milliseconds(250))
        let tally = Tally(sources: sources.count, isVerbose: options.isVerbose)
        self.tally = tally
        // Before any request: without what was handled, nothing may be handed out.
        var ledger: FileLedger?
        if let path = options.ledger { ledger = try await FileLedger(at: path, notice: { tally.note($0) }) }
        watcher = try Watcher(
            client, watching: sources, startingFrom: options.start ?? (campaign == nil ? .now : .everything),
            ledger: ledger, cadence: .every(every), observe: { tally.note($0) })
        Console.remark(
            "watching \(campaign == nil ? "" : "a simulated campaign, ")\(sources.count) sources every \(every.seconds)"
        )
    }

    /// Until the campaign is over, the time is up, or the watcher fails.
    func run() async -> ExitCode {
        let error = await withTaskGroup(of: CallFunnelError?.self) { group in
            group.addTask { await printEvents() }
            if let campaign {
                group.addTask {
                    await campaign.play()
                    return nil
                }
            }
            if let length = options.length {
                group.addTask {
                    try? await Task.sleep(for: length)
                    return nil
                }
            }
            // Whatever ends it, what was printed is then recorded, and that may fail.
            var error: CallFunnelError?
            for await ended in group {
                error = error ?? ended
                group.cancelAll()
            }
            return error
        }
        let code = tally.exitCode(after: error)
        if let error { Console.remark("watch-events: \(error)") }
        Console.remark(tally.summary)
        return code
    }

    private func printEvents() async -> CallFunnelError? {
        do throws(CallFunnelError) {
            for try await event in watcher.events() {
                switch options.format {
                case .json: Console.line(EventJSON.line(event, source: "poll"))
                case .text:
                    Console.line(EventLine.text(event, at: Timestamp(.now), colour: Console.hasColour))
                }
                tally.noteEvent()
            }
            return nil
        } catch {
            return error.code == .cancelled ? nil : error
        }
    }
}
