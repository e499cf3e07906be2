// SPDX-License-Identifier: Apache-2.0

/// One execution of a workflow, with the calls it made (C6; field names assumed).
public struct Run: Identifiable, Hashable, Sendable {
    public let id: Identifier<Run>
    public var workflowID: Workflow.ID?
    public var status: Status?
    public var startedAt: Timestamp?
    public var endedAt: Timestamp?
    /// A run that the service shows with a call's fields and no calls of its own has exactly one: itself.
    public var calls: [Call] = []
    /// Fields this version has no name for, as they came.
    public var unknownFields: [String: JSONValue] = [:]

    public init(id: ID) {
        self.id = id
    }

    /// How far a run has come (words assumed).
    public typealias Status = OpenEnum<Run>
}

extension Run.Status {
    public static let queued: Self = "queued"
    public static let running: Self = "running"
    public static let completed: Self = "completed"
    public static let failed: Self = "failed"
    public static let cancelled: Self = "cancelled"
}
