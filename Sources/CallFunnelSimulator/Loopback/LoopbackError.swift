// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A socket on this machine could not be had or used, such as a port that another program holds.
public struct LoopbackError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried.
    public let operation: String
    /// The system's `errno`; 0 when the system was not asked.
    public let code: Int32

    package init(_ operation: String, _ code: Int32) {
        self.operation = operation
        self.code = code
    }

    public var description: String {
        let reason = code == 0 ? "not possible" : String(cString: strerror(code))
        return "\(operation): \(reason)"
    }
}
