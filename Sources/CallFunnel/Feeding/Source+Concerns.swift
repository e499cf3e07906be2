// SPDX-License-Identifier: Apache-2.0

extension Watcher.Source {
    /// Whether a poll of this source shows the resource an event is about.
    ///
    /// A call or run that does not name its workflow concerns every workflow that is watched; a message that does not name
    /// its contact concerns nobody, as there may be hundreds. A suspension shows wherever the account is asked next.
    func isConcerned(by event: CallFunnelEvent) -> Bool {
        switch (kind, event.type) {
        case (.runs(let workflow), .callCompleted), (.runs(let workflow), .callFailed),
            (.runs(let workflow), .runStarted), (.runs(let workflow), .runEnded):
            event.payload.workflowID.map { $0 == workflow } ?? true
        case (.approvals, .approvalRequested), (.approvals, .approvalResolved): true
        case (.wallet, .walletLow), (.wallet, .walletExhausted): true
        case (.timeline(let phone), .messageSent), (.timeline(let phone), .messageDelivered),
            (.timeline(let phone), .messageReplied):
            event.payload.contact == phone
        default: false
        }
    }
}

extension CallFunnelEvent.Payload {
    fileprivate var workflowID: Workflow.ID? {
        switch self {
        case .callCompleted(let call), .callFailed(let call): call.workflowID
        case .runStarted(let run), .runEnded(let run): run.workflowID
        default: nil
        }
    }

    fileprivate var contact: PhoneNumber? {
        switch self {
        case .messageSent(let turn), .messageDelivered(let turn), .messageReplied(let turn): turn.phone
        default: nil
        }
    }
}
