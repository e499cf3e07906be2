// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Synchronization
import Testing

/// A program whose tasks leave the pool no thread.
@Suite(.timeLimit(.minutes(5))) struct URLSessionTransportBusyTests {
    @Test func `an answer comes though every thread of the pool is busy`() async throws {
        let load = Load(ProcessInfo.processInfo.activeProcessorCount)
        try await withTaskExecutorPreference(ThreadExecutor(label: "beside the load")) {
            try await withLoopbackServer { _ in
                HTTPResponse(status: 200, body: [UInt8](repeating: 0x61, count: 1 << 20))
            } _: { server in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 1...load.tasks {
                        group.addTask(executorPreference: globalConcurrentExecutor) { load.run() }
                    }
                    await load.isOn.wait()
                    let response = try await URLSessionTransport().send(HTTPRequest(url: server.baseURL))
                    #expect(load.lift() == load.tasks, "the answer came after the load")
                    #expect(response.body.count == 1 << 20)
                    try await group.waitForAll()
                }
            }
        }
    }
}

/// Tasks that compute until they are told to stop, or what they keep waiting is not to come any more.
private final class Load: Sendable {
    let tasks: Int
    /// Fires when all of them compute.
    let isOn = Signal()
    private let begun = Atomic(0)
    private let ended = Atomic(0)
    private let isLifted = Atomic(false)

    init(_ tasks: Int) { self.tasks = tasks }

    func run() {
        if begun.add(1, ordering: .sequentiallyConsistent).newValue == tasks { isOn.fire() }
        // Other tests may keep the next thread for a while.
        while begun.load(ordering: .sequentiallyConsistent) < tasks {}
        let end = ContinuousClock.now + .seconds(5)
        while !isLifted.load(ordering: .sequentiallyConsistent), ContinuousClock.now < end {}
        ended.add(1, ordering: .sequentiallyConsistent)
    }

    /// - Returns: how many were still running.
    func lift() -> Int {
        defer { isLifted.store(true, ordering: .sequentiallyConsistent) }
        return tasks - ended.load(ordering: .sequentiallyConsistent)
    }
}
