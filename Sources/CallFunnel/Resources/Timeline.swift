// SPDX-License-Identifier: Apache-2.0

/// One page of the conversation with a contact, across all channels (C8).
public struct Timeline: Hashable, Sendable {
    /// What the service says of the contact, as it came.
    public var contact: JSONValue?
    /// In the order the service gave them, which is not promised to be any.
    public var turns: [Turn]
    /// The contact's approvals. Events about approvals come from the approvals endpoint, never from here.
    public var approvals: [Approval]
    /// Fields this version has no name for, as they came.
    public var unknownFields: [String: JSONValue] = [:]

    public init(turns: [Turn] = [], approvals: [Approval] = [], contact: JSONValue? = nil) {
        self.turns = turns
        self.approvals = approvals
        self.contact = contact
    }
}
