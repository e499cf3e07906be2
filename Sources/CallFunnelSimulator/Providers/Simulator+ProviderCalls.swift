// SPDX-License-Identifier: Apache-2.0

/// What a provider says about a call, in words that Twilio and Exotel share.
struct ProviderReport {
    /// The provider and its id of the call.
    let call: String
    let caller: String?
    let isInbound: Bool
    /// `ringing`, `in-progress`, `completed`, `no-answer`, …; a word we do not know says nothing.
    let status: String?
    /// How long was spoken, in digits, once the call is over.
    let seconds: String?
}

/// A call of the world under the provider's id.
struct ProviderCall: Sendable {
    let id: String
    /// The run that is this call and nothing else; nil for a call of a campaign.
    let run: String?
}

extension Simulator {
    /// Says under which id Twilio or Exotel knows a call, such as `twilio/CA17`, so that status callbacks about it are
    /// understood. Inbound calls need none: the provider names them first.
    ///
    /// - Throws: ``SimulatorError`` where there is no such call.
    public func place(_ call: String, as providerCall: String) throws {
        guard self.call(call) != nil else { throw SimulatorError("there is no call \(call)") }
        providerCalls[providerCall] = ProviderCall(id: call, run: nil)
    }

    /// Moves the world on by what a provider reports. Reports come repeatedly and in any order, so they only ever move
    /// a call forward, and the first that ends it counts.
    func note(_ report: ProviderReport) {
        guard let known = providerCalls[report.call] ?? received(report), let call = call(known.id), !call.hasEnded
        else { return }
        // None of these can fail: the call is open, and its run has no other.
        switch report.status {
        case "in-progress" where call.status == "ringing": try? answerCall(call.id)
        case "completed":
            let seconds = report.seconds.flatMap(Self.seconds)
            try? endCall(call.id, costMinor: cost(of: seconds ?? 0), durationSeconds: seconds)
        case "busy": try? failCall(call.id, .busy)
        case "no-answer": try? failCall(call.id, .noAnswer)
        case "failed": try? failCall(call.id, .providerError)
        case "canceled": try? failCall(call.id, .canceled)
        default: return
        }
        guard let run = known.run, let ended = self.call(known.id), ended.hasEnded else { return }
        try? endRun(run, ended.status == "completed" ? .completed : .failed)
    }

    /// A call nobody has heard of: somebody is calling. A callback can be the first that says so.
    private func received(_ report: ProviderReport) -> ProviderCall? {
        guard report.isInbound, let run = try? startRun(workflow: providers.inboundWorkflow),
            let call = try? startCall(in: run, phone: report.caller ?? "anonymous", direction: .inbound)
        else { return nil }
        let known = ProviderCall(id: call, run: run)
        providerCalls[report.call] = known
        return known
    }

    /// Every minute that was begun.
    private func cost(of seconds: Int64) -> Int64 {
        (seconds + 59) / 60 * account.ratePerMinuteMinor
    }

    /// At most a day, which no call reaches.
    private static func seconds(_ digits: String) -> Int64? {
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int64(digits) else { return nil }
        return min(seconds, 86400)
    }
}
