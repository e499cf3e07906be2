// SPDX-License-Identifier: Apache-2.0

extension CallFunnelClient {
    /// The runs of a workflow with their calls, as the service lists them (C6).
    /// - Throws: `invalidArgument` for an id with a slash, `..` or `?` in it; `notFound` for an unknown workflow.
    public func runs(of workflow: Workflow.ID) async throws(CallFunnelError) -> Reading<[Run]> {
        try await list(.runs(of: workflow), of: "runs") { (run: inout Run) in
            if run.workflowID == nil { run.adopt(workflow) }
        }
    }
}

extension Run {
    /// The workflow asked for is the workflow of a run that does not say.
    fileprivate mutating func adopt(_ workflow: Workflow.ID) {
        workflowID = workflow
        for index in calls.indices where calls[index].workflowID == nil {
            calls[index].workflowID = workflow
        }
    }
}
