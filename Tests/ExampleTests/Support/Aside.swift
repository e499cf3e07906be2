// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

extension Trait where Self == Aside {
    /// For tests of processes: what they wait for comes in time however much the other tests compute.
    static var aside: Aside { Aside() }
}

/// Runs tests, and the servers in them, on a thread apart from the pool that all tests share.
///
/// All tests begin at once, and in the pool each step of one waits in line behind every other test that is ready. A
/// server that stands in that line answers after the deadline of the process that asks it.
struct Aside: SuiteTrait, TestTrait, TestScoping {
    private static let thread = ThreadExecutor(label: "tests of processes")

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(Self.thread) { try await function() }
    }
}
