// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Runs jobs one after the other on a dispatch queue, and so on a thread that is not one of the pool of Swift's tasks:
/// an actor's jobs, which may then block, or those of a task that prefers it.
package final class QueueExecutor: SerialExecutor, TaskExecutor {
    private let queue: DispatchQueue

    package init(label: String) {
        queue = DispatchQueue(label: label)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            job.runSynchronously(isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
        }
    }
}
