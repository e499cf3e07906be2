// SPDX-License-Identifier: Apache-2.0

/// A simulator was told to do what the service could not do, such as ending a call that has ended.
public struct SimulatorError: Error, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
