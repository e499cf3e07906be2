// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension Simulator {
    /// `GET /workflows/{id}/runs` (C6): the newest first.
    func answerRuns(workflow: String) -> RouteAnswer {
        guard workflows.contains(workflow) else { return .refused(status: 404, detail: "Workflow not found") }
        let rendering = Rendering(shape: shape)
        let all = runs.reversed().filter { $0.workflow == workflow && isReadable($0.readableAt) }
        var newest = Array(all.prefix(shape.listedRuns ?? .max))
        if shape.listedRuns != nil { shown = newest.flatMap { implied(by: $0) } }
        if irregularities.shufflesRuns { newest.shuffle(using: &chance) }
        let currency = account.currency
        return .list(
            newest.map { rendering.run($0, currency: currency) } + strangeRuns(rendering),
            wrap: { rendering.list($0, ownName: "runs") }
        )
    }
}

extension Rendering {
    func run(_ run: SimulatedRun, currency: String) -> JSON {
        if shape.inlineCalls, let call = run.inlineCall {
            return object([id("run_id", run.id), id("call_id", call.id)] + facts(of: call, currency: currency))
        }
        return object([
            id(shape.shortIDNames ? "id" : "run_id", run.id),
            id("workflow_id", run.workflow),
            Field("status", run.status),
            time("started_at", run.startedAt),
            time("ended_at", run.endedAt),
            Field("calls", .array(run.calls.map { self.call($0, currency: currency) })),
        ])
    }

    func call(_ call: SimulatedCall, currency: String) -> JSON {
        object(
            [id(shape.shortIDNames ? "id" : "call_id", call.id), id("run_id", call.run)]
                + facts(of: call, currency: currency)
        )
    }

    private func facts(of call: SimulatedCall, currency: String) -> [Field] {
        let spoken = call.answeredAt.flatMap { start in call.endedAt.map { start.duration(to: $0) } }
        let isCompleted = call.status == "completed"
        let media = "https://media.callfunnel.example/calls/\(call.id)"
        return [
            id("workflow_id", call.workflow),
            Field("status", call.status),
            Field("direction", call.direction),
            Field("phone", call.phone),
            time("started_at", call.startedAt),
            time("ended_at", call.endedAt),
            Field("duration_seconds", call.durationSeconds ?? spoken.map { $0.components.seconds }),
            Field("disposition", call.disposition),
            Field("cost_minor", call.costMinor),
            Field("currency", call.costMinor.map { _ in currency }),
            Field("transcript_url", isCompleted ? media + "/transcript.json" : nil),
            Field("recording_url", isCompleted ? media + "/recording.mp3" : nil),
            Field("failure_reason", call.failureReason),
        ]
    }
}
