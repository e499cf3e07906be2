// SPDX-License-Identifier: Apache-2.0

/// The reading endpoints (C6-C9): their paths below the base URL and the names of their parameters.
struct Endpoint: Hashable, Sendable {
    struct Parameter: Hashable, Sendable {
        let name: String
        let value: String
    }

    /// Path segments, not yet percent-encoded.
    let path: [String]
    let parameters: [Parameter]

    static func runs(of workflow: Workflow.ID) -> Endpoint {
        Endpoint(path: ["workflows", workflow.rawValue, "runs"], parameters: [])
    }

    static func approvals(_ status: Approval.Status, decidedAfter: Timestamp?) -> Endpoint {
        let after = decidedAfter.map { Parameter(name: "decided_after", value: $0.description) }
        let status = Parameter(name: "status", value: status.rawValue)
        return Endpoint(path: ["approvals"], parameters: [status] + (after.map { [$0] } ?? []))
    }

    static func timeline(of phone: PhoneNumber, before: Timestamp?) -> Endpoint {
        let before = before.map { Parameter(name: "before", value: $0.description) }
        let phone = Parameter(name: "phone", value: phone.rawValue)
        return Endpoint(path: ["timeline"], parameters: [phone] + (before.map { [$0] } ?? []))
    }

    /// What a text about this request must not show: the phone number, as it is and without its plus.
    var secrets: [String] {
        let phones = parameters.filter { $0.name == "phone" }.map(\.value)
        return phones + phones.map { $0.filter(\.isNumber) }
    }

    static let balance = Endpoint(path: ["billing", "balance"], parameters: [])
}
