// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

/// How `watch-events` ends, and with what code.
@Suite(.aside) struct WatchEventsEndingTests {
    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal ends it cleanly`(signal: Int32) async throws {
        try await Gate.short.pass {
            try await SimulatorProcess.running { simulator in
                // Watching a served account, it would never end by itself.
                try await Executable.watchEvents.running(
                    simulator.everySource() + ["--start", "everything", "--format", "json"], key: simulator.key
                ) { watcher in
                    _ = await watcher.output.wait { !$0.isEmpty }
                    watcher.send(signal)
                    #expect(await watcher.wholeExit == .code(0))
                    let lines = watcher.output.lines
                    #expect(watcher.errors.lines.last?.hasPrefix("\(lines.count) events · ") == true)
                    for line in lines { _ = try PrintedEvent(line: line) }
                }
            }
        }
    }

    @Test(arguments: [(SIGINT, SIGINT), (SIGINT, SIGTERM), (SIGTERM, SIGINT)])
    func `a second signal ends it even when its output is stuck`(first: Int32, second: Int32) async throws {
        // More than any pipe holds, of which only the beginning is read.
        let wish = String(repeating: "x", count: 1 << 20)
        let pending = Array(#"[{"id": "apr_1", "status": "pending", "concession": "\#(wish)"}]"#.utf8)
        try await withLoopbackServer {
            HTTPResponse(
                status: 200, body: $0.url.absoluteString.contains("status=pending") ? pending : Array("[]".utf8))
        } _: { server in
            let words = ["--base-url", server.baseURL.absoluteString, "--approvals", "--start", "everything"]
            try await Executable.watchEvents.running(
                words + ["--format", "json"], key: "cf_live_a", chunks: 1
            ) { watcher in
                #expect(await watcher.output.begins())
                watcher.send(first)
                // The system makes one of two signals that come too close together.
                let again = Task {
                    repeat {
                        watcher.send(second)
                        try await Task.sleep(for: .milliseconds(50))
                    } while true
                }
                defer { again.cancel() }
                // Whichever of the two was heard last.
                let exit = await watcher.exit
                #expect([.signal(first), .signal(second)].contains(exit))
            }
        }
    }

    @Test func `a reader that goes away ends it`() async throws {
        // The shell says whether the watcher ended by its own doing, whatever SIGPIPE was set to.
        for trap in ["", "trap '' PIPE; "] {
            let script = trap + #"{ "$0" --format json; echo "ended $?" >&2; } | head -n 1"#
            try await RunningProcess.run(
                URL(filePath: "/bin/sh"), ["-c", script, try Executable.watchEvents.file.path]
            ) { shell in
                #expect(await shell.wholeExit == .code(0))
                #expect(shell.output.lines.count == 1)
                let last = try #require(shell.errors.lines.last)
                #expect(trap.isEmpty ? ["ended 141", "ended 74"].contains(last) : last == "ended 74")
                #expect(!shell.errors.text.contains(" polls · "), "it went on to the end of the campaign")
            }
        }
    }

    @Test func `a key that is refused ends it with 77`() async throws {
        try await Gate.short.pass {
            try await SimulatorProcess.running { simulator in
                let refused = try await Executable.watchEvents.run(
                    simulator.everySource() + ["--every", "0.1s"], key: "cf_live_of_somebody_else")
                #expect(refused.exit == .code(77))
                #expect(refused.output.isEmpty)
                #expect(refused.errors.contains("watch-events: "))
                #expect(refused.errors.contains("401") || refused.errors.contains("key"), "\(refused.errors)")
                #expect(!refused.errors.contains("somebody_else"))
            }
        }
    }

    @Test func `a service that never answers ends it with 69`() async throws {
        let port = try LoopbackServer().port
        let lost = try await Gate.short.pass {
            try await Executable.watchEvents.run(
                ["--base-url", "http://127.0.0.1:\(port)/api", "--every", "0.2s", "--for", "2s"], key: "cf_live_a")
        }
        #expect(lost.exit == .code(69))
        #expect(lost.output.isEmpty)
        #expect(lost.errors.contains("watch-events: unreachable: 127.0.0.1"), "\(lost.errors)")
        #expect(lost.errors.contains("0 events · 0 polls · "))
    }

    @Test func `one that answers does not, however little there is to see`() async throws {
        try await Gate.short.pass {
            try await SimulatorProcess.running { simulator in
                let watched = try await Executable.watchEvents.run(
                    ["--base-url", simulator.baseURL + "/", "--every", "0.1s", "--for", "1s"], key: simulator.key)
                #expect(watched.exit == .code(0))
                #expect(watched.errors.contains("watching 2 sources every 0.1 s"))
                #expect(!watched.errors.contains(" 0 polls"))
            }
        }
    }
}
