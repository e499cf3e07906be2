// SPDX-License-Identifier: Apache-2.0

extension Approval: CustomReflectable {
    /// Everything but what people wrote freely: of that, the length.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "id": id, "status": status as Any, "workflowID": workflowID as Any, "runID": runID as Any,
                "callID": callID as Any, "phone": phone as Any,
                "concession": concession.map { MessageText($0) } as Any, "amount": amount as Any,
                "createdAt": createdAt as Any, "decidedAt": decidedAt as Any,
                "decidedBy": decidedBy.map { MessageText($0) } as Any, "note": note as Any,
                "unknownFields": unknownFields,
            ], displayStyle: .struct)
    }
}
