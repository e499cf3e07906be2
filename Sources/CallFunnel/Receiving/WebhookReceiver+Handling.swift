// SPDX-License-Identifier: Apache-2.0

/// Records in one step that a delivery was handled, and says what to answer.
typealias Recording = @Sendable () async -> AuthenticAnswer

extension WebhookReceiver {
    /// Handles an event. Returns the answer if it recorded that itself.
    typealias Handler = @Sendable (CallFunnelEvent, @escaping Recording) async throws -> AuthenticAnswer?

    /// How the work on a delivery ended, before anything of it is recorded.
    private enum Work: Sendable {
        case handled(Recording)
        /// By whoever handled it.
        case recorded(AuthenticAnswer)
        case known(Known, EventKey, LedgerEntry, claims: [EventKey])
        case failed(Failure, claims: [EventKey])
    }

    private enum Failure: Sendable {
        case handler(any Error)
        case late
        case leased
        case ledger(CallFunnelError)
    }

    /// Waits for those before it, claims, handles, and records. Of what it claimed nothing is left when it returns.
    func handleInTurn(
        _ delivery: Delivery, _ flight: Flight, until deadline: Duration, _ handle: @escaping Handler
    ) async -> AuthenticAnswer {
        let ended = await setup.timing.run(until: deadline) { await attempt(delivery, flight, handle) }
        let work: Work
        switch ended {
        case .finished(let end): work = end
        // Not with work that does not throw.
        case .failed(let error): work = .failed(.handler(error), claims: [])
        case .timedOut: work = .failed(.late, claims: [])
        }
        switch work {
        case .handled(let record): return await record()
        case .recorded(let answer): return answer
        case .known(let known, let key, let entry, let claims):
            return await record(entry, claims: claims, .known(key, known))
        case .failed(let failure, let claims):
            await release(claims)
            return note(failure, flight)
        }
    }

    private func attempt(_ delivery: Delivery, _ flight: Flight, _ handle: Handler) async -> Work {
        guard await flight.turn.valueUnlessCancelled != nil else { return .failed(.late, claims: []) }
        var claims: [EventKey] = []
        let admission: Admission
        do throws(CallFunnelError) {
            admission = try await Admissions(ledger: setup.ledger, owner: setup.owner).admit(delivery, claims: &claims)
        } catch {
            return .failed(error.code == .cancelled ? .late : .ledger(error), claims: claims)
        }
        switch admission {
        case .leased:
            // A crossing has no key before it is granted one.
            if LevelMarks(delivery.event.type) == nil { tell(.shown(delivery.event.key), of: delivery) }
            return .failed(.leased, claims: claims)
        case .known(let known, let key, let entry):
            if known == .polled { tell(.shown(key), of: delivery) }
            return .known(known, key, entry, claims: claims)
        case .granted(let grant):
            guard !Task.isCancelled else { return .failed(.late, claims: claims) }
            tell(.arrived(grant.event), of: delivery)
            let record = recording(grant, of: delivery, claims: claims)
            do {
                return try await handle(grant.event, record).map { .recorded($0) } ?? .handled(record)
            } catch {
                return .failed(Task.isCancelled ? .late : .handler(error), claims: claims)
            }
        }
    }

    private func recording(
        _ grant: Admission.Grant, of delivery: Delivery, claims: [EventKey]
    ) -> Recording {
        let arrival = setup.timing.elapsed()
        return {
            let answer = await record(grant.entry, claims: claims + grant.entry.keys, .handled(grant.event.key))
            guard case .done = answer else { return answer }
            // Not before: what is not handled comes again.
            tell(.handled(grant.event.key, after: setup.timing.elapsed() - arrival), of: delivery)
            return answer
        }
    }

    /// A dead letter is no news: it was a push a day and a half ago.
    private func tell(_ news: PushNews, of delivery: Delivery) {
        if delivery.fingerprint != nil { tap.tell(news) }
    }

    private func record(
        _ entry: LedgerEntry, claims: [EventKey], _ observation: Observation
    ) async -> AuthenticAnswer {
        do {
            if !entry.isEmpty { try await setup.ledger.record(entry) }
        } catch {
            await release(claims)
            let failure = CallFunnelError(ledger: error)
            setup.observe(.ledgerFailed(failure))
            // A caller that hung up says nothing about the ledger.
            return .tryAgain(failure.code == .cancelled ? .late : .ledgerFailed)
        }
        await release(claims.filter { !entry.keys.contains($0) })
        setup.observe(observation)
        return .done
    }

    /// If that fails, the lease runs out by itself.
    private func release(_ claims: [EventKey]) async {
        guard !claims.isEmpty else { return }
        do {
            try await setup.ledger.release(claims, for: setup.owner)
        } catch {
            setup.observe(.ledgerFailed(CallFunnelError(ledger: error)))
        }
    }

    private func note(_ failure: Failure, _ flight: Flight) -> AuthenticAnswer {
        switch failure {
        case .handler(let error):
            setup.observe(.handlerFailed(flight.key, error))
            return .tryAgain(.handlerFailed)
        case .late:
            setup.observe(.late(flight.key))
            return .tryAgain(.late)
        case .leased:
            setup.observe(.leased(flight.key))
            return .tryAgain(.leased)
        case .ledger(let error):
            setup.observe(.ledgerFailed(error))
            return .tryAgain(.ledgerFailed)
        }
    }
}
