// SPDX-License-Identifier: Apache-2.0

/// One phone call, outbound or inbound (C6).
///
/// `id`, `status`, `duration`, `transcriptURL`, `recordingURL` and `disposition` are documented by the vendor; the
/// other names are assumed.
public struct Call: Identifiable, Hashable, Sendable {
    public let id: Identifier<Call>
    public var runID: Run.ID?
    public var workflowID: Workflow.ID?
    public var status: Status?
    public var direction: Direction?
    public var phone: PhoneNumber?
    public var startedAt: Timestamp?
    public var endedAt: Timestamp?
    public var duration: Duration?
    /// What came of it, in the workflow's own words, such as `interested`.
    public var disposition: String?
    public var cost: Money?
    public var transcriptURL: String?
    public var recordingURL: String?
    /// Why it failed, in the provider's words. `status` says busy or no answer.
    public var failureReason: String?
    /// Fields this version has no name for, as they came.
    public var unknownFields: [String: JSONValue] = [:]

    public init(id: ID) {
        self.id = id
    }

    /// How far a call has come (words assumed, but for `queued`).
    public typealias Status = OpenEnum<Call>
    /// Who called whom.
    public typealias Direction = OpenEnum<DirectionDomain>
    public enum DirectionDomain {}
}

extension Call.Status {
    public static let queued: Self = "queued"
    public static let ringing: Self = "ringing"
    public static let inProgress: Self = "in_progress"
    public static let completed: Self = "completed"
    public static let failed: Self = "failed"
    public static let busy: Self = "busy"
    public static let noAnswer: Self = "no_answer"
    public static let canceled: Self = "canceled"
}

extension Call.Direction {
    public static let outbound: Self = "outbound"
    public static let inbound: Self = "inbound"
}
