// SPDX-License-Identifier: Apache-2.0

extension Call: CustomReflectable {
    /// Everything but what others wrote freely and may hold a phone number or open a recording: of that, the length.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "id": id, "runID": runID as Any, "workflowID": workflowID as Any, "status": status as Any,
                "direction": direction as Any, "phone": phone as Any, "startedAt": startedAt as Any,
                "endedAt": endedAt as Any, "duration": duration as Any, "disposition": disposition as Any,
                "cost": cost as Any, "transcriptURL": transcriptURL.map { MessageText($0) } as Any,
                "recordingURL": recordingURL.map { MessageText($0) } as Any,
                "failureReason": failureReason.map { MessageText($0) } as Any, "unknownFields": unknownFields,
            ], displayStyle: .struct)
    }
}
