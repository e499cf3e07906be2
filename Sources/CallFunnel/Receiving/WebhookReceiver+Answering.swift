// SPDX-License-Identifier: Apache-2.0

extension WebhookReceiver {
    /// - Parameter handle: nil takes the request for a hint.
    func answer(_ request: HTTPRequest, _ handle: Handler?) async -> ReceiverAnswer {
        switch read(request) {
        case .refused(let refusal):
            setup.observe(.refused(refusal))
            return .refused(refusal, setup.configuration.unmatched)
        case .outsideWindow(let delivery, let age):
            setup.observe(.clockOff(age))
            guard let delivery else { return .authentic(.tryAgain(.outsideWindow)) }
            return .authentic(await sendAway(delivery, .outsideWindow))
        case .delivery(let delivery):
            guard let handle else { return .authentic(await takeHint(delivery)) }
            return .authentic(await answer(delivery, handle))
        }
    }

    private enum Arrival {
        case delivery(Delivery)
        /// Signed too long ago, or ahead of our time if negative; without a delivery if it is no JSON either.
        case outsideWindow(Delivery?, Duration)
        case refused(Refusal)
    }

    /// What can be said without waiting for anybody.
    private func read(_ request: HTTPRequest) -> Arrival {
        guard request.method == "POST" else { return .refused(.notPOST) }
        guard request.body.count <= setup.configuration.bodyLimit else {
            return .refused(.bodyTooLarge(bytes: request.body.count))
        }
        let match: WebhookSignature.Match
        do throws(WebhookSignature.Rejection) {
            let signature = try WebhookSignature(headers: request.headers)
            // The time is judged below, since a request outside the window is the service's all the same.
            match = try signature.verify(request.body, secrets: setup.secrets, at: signature.signedAt)
        } catch {
            switch error {
            case .missingHeader: return .refused(.missingSignature)
            case .malformedHeader(let part): return .refused(.malformedSignature(part))
            default: return .refused(.noMatch)
            }
        }
        setup.observe(.secretMatched(index: match.secretIndex))
        let delivery = try? Delivery(request, fingerprint: match.fingerprint)
        let age = match.signedAt.duration(to: setup.timing.now())
        guard age <= setup.configuration.tolerance, age >= .zero - setup.configuration.tolerance else {
            return .outsideWindow(delivery, age)
        }
        return delivery.map { .delivery($0) } ?? .refused(.notJSON)
    }

    private func answer(_ delivery: Delivery, _ handle: @escaping Handler) async -> AuthenticAnswer {
        let deadline = setup.timing.elapsed() + setup.configuration.handlerDeadline
        switch board.enter(delivery) {
        case .closed:
            setup.observe(.shuttingDown)
            return await sendAway(delivery, .shuttingDown)
        case .full:
            setup.observe(.overloaded)
            return await sendAway(delivery, .overloaded)
        case .join(let flight):
            setup.observe(.joined(flight.key))
            let ended = await setup.timing.run(until: deadline) { await flight.answer.valueUnlessCancelled }
            board.leave()
            guard case .finished(let answer?) = ended else { return .tryAgain(.late) }
            return answer
        case .first(let flight):
            note(delivery)
            var answer = await handleInTurn(delivery, flight, until: deadline, handle)
            switch answer {
            case .tryAgain(let reason): answer = await lastChance(delivery, reason)
            case .done: await forgetLetter(of: delivery)
            }
            board.land(flight, answer)
            return answer
        }
    }

    /// What it tells of is read from the service, so nothing of it is handled, claimed or kept.
    private func takeHint(_ delivery: Delivery) async -> AuthenticAnswer {
        switch board.enter(delivery) {
        case .closed:
            setup.observe(.shuttingDown)
            return .tryAgain(.shuttingDown)
        case .full:
            setup.observe(.overloaded)
            return .tryAgain(.overloaded)
        case .join:
            board.leave()
            return .done
        case .first(let flight):
            note(delivery)
            let answer = await hint(delivery)
            board.land(flight, answer)
            return answer
        }
    }

    private func hint(_ delivery: Delivery) async -> AuthenticAnswer {
        let key = delivery.event.key
        do throws(CallFunnelError) {
            let recorded = try await Admissions(ledger: setup.ledger, owner: setup.owner).recorded(of: [key])
            // A level has no key before it is polled.
            let isNew = LevelMarks(key.type) == nil && recorded.isEmpty
            tap.tell(.hinted(delivery.event, isNew: isNew))
            inbox.nudge()
        } catch {
            setup.observe(.ledgerFailed(error))
            return .tryAgain(.ledgerFailed)
        }
        setup.observe(.hinted(key))
        return .done
    }

    /// Without a place nothing is handled, but what may not come again is kept.
    private func sendAway(_ delivery: Delivery, _ reason: AuthenticAnswer.Reason) async -> AuthenticAnswer {
        guard setup.deadLetters != nil else { return .tryAgain(reason) }
        return await board.beforeLeaving { await lastChance(delivery, reason) } ?? .tryAgain(reason)
    }

    private func note(_ delivery: Delivery) {
        let type = delivery.event.type
        if !delivery.issues.isEmpty { setup.observe(.undecodable(delivery.event.key, delivery.issues)) }
        if !EventType.allCases.contains(type) { setup.observe(.unknownType(type)) }
    }
}
