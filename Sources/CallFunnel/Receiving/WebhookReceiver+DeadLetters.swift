// SPDX-License-Identifier: Apache-2.0

extension WebhookReceiver {
    /// From this age on an attempt that fails may be the last one (C15).
    static let patience: Duration = .seconds(36 * 3600)
    /// From this age on the next attempt may be the last one, so a letter is kept in case the process dies with it.
    static let insurance: Duration = .seconds(12 * 3600)

    /// The answer to an authentic event that cannot be handled: to come again, unless it may not.
    func lastChance(_ delivery: Delivery, _ reason: AuthenticAnswer.Reason) async -> AuthenticAnswer {
        guard let store = setup.deadLetters else { return .tryAgain(reason) }
        let name = DeadLetter.name(ofPush: delivery.id)
        let now = setup.timing.now()
        do {
            let first = try await store.firstFailure(of: name, at: now)
            let age = first.duration(to: now)
            guard age >= Self.insurance else { return .tryAgain(reason) }
            let letter = DeadLetter(name: name, firstFailure: first, keptAt: now, request: delivery.request)
            try await store.keep(letter)
            guard age >= Self.patience else { return .tryAgain(reason) }
        } catch {
            setup.observe(.deadLettersFailed(error))
            return .tryAgain(reason)
        }
        setup.observe(.deadLettered(delivery.event.key, name: name))
        return .done
    }

    /// It was handled after all. A letter that stayed would be handled again once the ledger has forgotten it.
    func forgetLetter(of delivery: Delivery) async {
        do {
            try await setup.deadLetters?.remove(named: DeadLetter.name(ofPush: delivery.id))
        } catch {
            setup.observe(.deadLettersFailed(error))
        }
    }

    /// Handles what is kept in the store of dead letters, one after the other, and removes what was handled.
    ///
    /// Each is handled like a push: in the lane rule, with the ledger, within the deadline. What was handled meanwhile, by
    /// polling for example, is only removed. A letter that fails stays.
    ///
    /// - Throws: `invalidConfiguration` without a store; `deadLettersFailed` when it cannot say what it holds;
    ///   `cancelled`.
    public func handleDeadLetters(
        _ handle: @escaping @Sendable (CallFunnelEvent) async throws -> Void
    ) async throws(CallFunnelError) -> DeadLetterReport {
        guard let store = setup.deadLetters else {
            throw CallFunnelError(.invalidConfiguration, "this receiver was given no store of dead letters")
        }
        var report = DeadLetterReport()
        let names: [String]
        do {
            names = try await store.names()
        } catch {
            throw CallFunnelError(.deadLettersFailed, "the dead letters cannot be listed", cause: error)
        }
        for name in names {
            guard !Task.isCancelled else {
                throw CallFunnelError(.cancelled, "the task was cancelled; the dead letters that are left stay")
            }
            switch await handleDeadLetter(named: name, in: store, handle) {
            case true?: report.handled += 1
            case false?: report.kept += 1
            case nil: break
            }
        }
        return report
    }

    /// Whether it is gone now; nil when it was gone before.
    private func handleDeadLetter(
        named name: String, in store: any DeadLetters,
        _ handle: @escaping @Sendable (CallFunnelEvent) async throws -> Void
    ) async -> Bool? {
        do {
            guard let letter = try await store.letter(named: name) else { return nil }
            let delivery = try Delivery(letter.request, fingerprint: nil)
            let deadline = setup.timing.elapsed() + setup.configuration.handlerDeadline
            switch board.enter(delivery) {
            case .closed, .full: return false
            case .join:
                // The service pushes it at this moment; whatever comes of that, the letter can wait.
                board.leave()
                return false
            case .first(let flight):
                let answer = await handleInTurn(delivery, flight, until: deadline) { event, _ in
                    try await handle(event)
                    return nil
                }
                board.land(flight, answer)
                guard case .done = answer else { return false }
            }
            try await store.remove(named: name)
            return true
        } catch {
            setup.observe(.deadLettersFailed(error))
            return false
        }
    }
}
