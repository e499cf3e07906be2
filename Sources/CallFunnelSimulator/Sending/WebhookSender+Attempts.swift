// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension WebhookSender {
    /// Tries one push until it is delivered or given up.
    func settle(_ index: Int) async {
        let struck = troubles?.strike(index) ?? []
        records[index].troubles = struck
        if struck.contains(.pushLost) {
            records[index].outcome = .lost
            return
        }
        var plan = SigningPlan(event: records[index].event, push: index, struck: struck, troubles: troubles)
        guard await pause(plan.delay) else { return }
        for number in 1...(schedule.waits.count + 1) {
            if number > 1, await !pause(schedule.waits[number - 2]) { return }
            let outcome = await attempt(number, index, &plan)
            guard !Task.isCancelled else { return }
            if let outcome {
                records[index].outcome = outcome
                if outcome == .delivered, let pause = plan.pauseBeforeRepeat {
                    await sendAgain(number, index, pause, plan)
                }
                return
            }
        }
        records[index].outcome = .exhausted
    }

    private func sendAgain(_ number: Int, _ index: Int, _ wait: Duration, _ plan: SigningPlan) async {
        var plan = plan
        guard await pause(wait) else { return }
        _ = await attempt(number, index, &plan)
    }

    /// - Returns: false when the task was cancelled.
    private func pause(_ duration: Duration) async -> Bool {
        guard duration > .zero else { return !Task.isCancelled }
        do {
            try await timing.sleep(timing.elapsed() + duration)
            return true
        } catch {
            return false
        }
    }

    /// - Returns: what the push came to, if this decided it.
    private func attempt(_ number: Int, _ index: Int, _ plan: inout SigningPlan) async -> WebhookDelivery.Outcome? {
        let signed = plan.sign(attempt: number, at: timing.now(), secrets: secrets)
        var answers: [WebhookDelivery.Answer] = []
        await withTaskGroup(of: WebhookDelivery.Attempt.self) { group in
            for _ in 0..<signed.copies { group.addTask { await self.send(signed, number) } }
            for await attempt in group where !Task.isCancelled {
                records[index].attempts.append(attempt)
                answers.append(attempt.answer)
            }
        }
        // Of two at once, one that arrived is enough; if none did, a final refusal of either ends it.
        if answers.contains(where: { $0.verdict == .delivered }) { return .delivered }
        for case .status(let status) in answers where WebhookSchedule.verdict(on: status) == .permanentFailure {
            return .refused(status: status)
        }
        return nil
    }

    private func send(_ signed: SigningPlan.Signed, _ number: Int) async -> WebhookDelivery.Attempt {
        let request = HTTPRequest(method: "POST", url: endpoint, headers: signed.headers, body: signed.body)
        let (transport, start, end) = (transport, timing.now(), timing.elapsed() + schedule.timeout)
        let result = await timing.run(until: end) { try await transport.send(request) }
        var answer: WebhookDelivery.Answer =
            switch result {
            // What a cancelled route still answers, the service does not see.
            case _ where timing.elapsed() >= end: .timeout
            case .finished(let response): .status(response.status)
            case .failed: .unreachable
            case .timedOut: .timeout
            }
        if signed.losesAnswer, case .status = answer {
            try? await timing.sleep(end)
            answer = .timeout
        }
        return WebhookDelivery.Attempt(number: number, at: start, signedAt: signed.time, answer: answer)
    }
}
