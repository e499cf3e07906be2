// SPDX-License-Identifier: Apache-2.0

/// A concession that an agent wants to make and a person must allow (C7; field names assumed).
public struct Approval: Identifiable, Hashable, Sendable {
    public let id: Identifier<Approval>
    public var status: Status?
    public var workflowID: Workflow.ID?
    public var runID: Run.ID?
    public var callID: Call.ID?
    public var phone: PhoneNumber?
    /// What is to be conceded, such as `10 % discount`.
    public var concession: String?
    public var amount: Money?
    public var createdAt: Timestamp?
    public var decidedAt: Timestamp?
    public var decidedBy: String?
    public var note: MessageText?
    /// Fields this version has no name for, as they came.
    public var unknownFields: [String: JSONValue] = [:]

    public init(id: ID) {
        self.id = id
    }

    /// Where an approval stands. Approve, deny and counter resolve it; unanswered ones escalate (C7).
    public typealias Status = OpenEnum<Approval>
}

extension Approval.Status {
    public static let pending: Self = "pending"
    public static let approved: Self = "approved"
    public static let denied: Self = "denied"
    public static let countered: Self = "countered"
    public static let escalated: Self = "escalated"
    public static let expired: Self = "expired"
}
