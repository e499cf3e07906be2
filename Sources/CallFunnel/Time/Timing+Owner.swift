// SPDX-License-Identifier: Apache-2.0

extension Timing {
    /// Tells the claims of one watcher or receiver from those of others. Random, so that a restarted process is somebody
    /// else.
    func ownerName() -> String {
        let parts = (0..<2).map { _ in String(UInt64(random() * 0x1p53), radix: 36) }
        return parts.joined(separator: "-")
    }
}
