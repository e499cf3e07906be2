// SPDX-License-Identifier: Apache-2.0

extension Watcher {
    /// What a watcher reads.
    public struct Source: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            case runs(Workflow.ID)
            case approvals(resolvedAs: [Approval.Status])
            case timeline(PhoneNumber)
            case wallet(lowBelow: Int64?)

            var isWallet: Bool { if case .wallet = self { true } else { false } }
        }

        package let kind: Kind

        /// The runs of a workflow and their calls: `workflow.run.started`, `.ended`, `call.completed`, `call.failed`
        /// (C6).
        public static func runs(of workflow: Workflow.ID) -> Source {
            Source(kind: .runs(workflow))
        }

        /// Approvals asked for, and approvals given: `approval.requested`, `approval.resolved` (C7).
        public static var approvals: Source { approvals(resolvedAs: [.approved]) }

        /// The same with other decisions: the service documents only `approved`; that `denied` and `countered` can be
        /// asked for alike is assumed. Each costs a request.
        public static func approvals(resolvedAs decisions: [Approval.Status]) -> Source {
            Source(kind: .approvals(resolvedAs: decisions))
        }

        /// The messages to and from a contact: `message.sent`, `.delivered`, `.replied` (C8).
        public static func timeline(of phone: PhoneNumber) -> Source {
            Source(kind: .timeline(phone))
        }

        /// The wallet: `wallet.low`, `wallet.exhausted` (C9).
        ///
        /// - Parameter lowBelow: in minor units (cents, paise); nil takes the account's autocharge threshold, and
        ///   without one there is no `wallet.low`.
        public static func wallet(lowBelow: Int64? = nil) -> Source {
            Source(kind: .wallet(lowBelow: lowBelow))
        }

        /// A short name for marks: without personal data, since ledgers are files and tables.
        var name: String {
            switch kind {
            case .runs(let workflow): "runs/\(workflow)"
            case .approvals: "approvals"
            case .timeline(let phone):
                "timeline/" + Hex.encode(SHA256.hash(Array(phone.rawValue.utf8)).prefix(8))
            case .wallet: "wallet"
            }
        }
    }
}

extension Watcher.Source: CustomStringConvertible {
    /// For logs: the contact's number is masked.
    public var description: String {
        switch kind {
        case .runs(let workflow): "runs of \(workflow)"
        case .approvals: "approvals"
        case .timeline(let phone): "timeline of \(phone)"
        case .wallet: "wallet"
        }
    }
}
