// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Runs the tasks that prefer it one job after the other on a thread that is not one of the pool of Swift's tasks: beside
/// whatever computes there.
package final class ThreadExecutor: TaskExecutor {
    private let queue: DispatchQueue

    package init(label: String) {
        queue = DispatchQueue(label: label)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
