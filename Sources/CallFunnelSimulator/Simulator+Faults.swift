// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension Simulator {
    /// How late a slow answer is.
    var delay: Duration { faults?.delay ?? .seconds(2) }

    /// The fault of the next request: what was injected first, then what the plan's chance brings.
    func nextFault(_ route: Route, _ target: RequestTarget) -> Fault? {
        if let first = injected.first, !first.needsList || route.isList { return injected.removeFirst() }
        return faults?.next(path: target.text.pathOnly, isList: route.isList)
    }

    /// A reader gets an answer it can use. One that comes late may have been given up, so it does not count as proof
    /// that the key works.
    func noteSound(_ target: RequestTarget, inTime: Bool) {
        noteAnswered()
        if inTime { faults?.noteAnswered(path: target.text.pathOnly) }
    }

    /// The answer of faults that need none of the world; nil for the others.
    func failure(of fault: Fault) -> HTTPResponse? {
        switch fault {
        case .rateLimit: return rateLimited()
        case .serverError:
            let page = "<html><head><title>500 Internal Server Error</title></head><body>nginx</body></html>"
            return HTTPResponse(status: 500, headers: ["Content-Type": "text/html"], body: Array(page.utf8))
        case .unauthorized: return unauthorized()
        case .suspended:
            noteSuspension()
            shown = [suspensionKey]
            return refusal(403, "Tenant suspended: compliance review")
        case .slow, .truncated, .malformedElement, .duplicates: return nil
        }
    }

    private func rateLimited() -> HTTPResponse {
        let wait = faults?.retryAfter ?? .seconds(1)
        let seconds = wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0)
        defer { retryAfterIsDate.toggle() }
        guard retryAfterIsDate else {
            return refusal(429, "Rate limit exceeded", ["Retry-After": String(seconds)])
        }
        // A date has whole seconds only, so it is rounded up like the number.
        let date = timing.now().advanced(by: wait + .microseconds(999_999))
        return refusal(429, "Rate limit exceeded", ["Retry-After": CivilTime(date).httpDate])
    }

    /// Cuts the body somewhere in the middle and keeps the promise of its whole length.
    func truncated(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        response.headers["Content-Length"] = String(response.body.count)
        response.body.removeLast(1 + chance.below(response.body.count - 1))
        return response
    }

    /// Elements with what a fault adds to them. None is changed, and the good ones keep their order.
    func struck(_ elements: [JSON], _ fault: Fault?) -> [JSON] {
        var elements = elements
        switch fault {
        case .malformedElement:
            elements = elements.map { chance.unit() < 0.5 ? $0 : breakingCalls(of: $0) }
            elements.insert(brokenElement(), at: chance.below(elements.count + 1))
        case .duplicates:
            for element in elements.reversed() where chance.unit() < 0.5 {
                elements.insert(element, at: chance.below(elements.count + 1))
            }
            if let first = elements.first { elements.append(first) }
        default: break
        }
        return elements
    }

    /// A run with a broken element among its calls; anything else as it is.
    private func breakingCalls(of element: JSON) -> JSON {
        guard case .object(let members) = element else { return element }
        return .object(
            members.map { member in
                guard member.name == "calls", case .array(var calls) = member.value else { return member }
                calls.insert(brokenElement(), at: chance.below(calls.count + 1))
                return JSON.Member(name: member.name, value: .array(calls))
            })
    }

    private func brokenElement() -> JSON {
        chance.pick(
            // No object at all.
            .null, 42, "<deleted>", [], [["id": "nested"]],
            // No id, and nothing that could stand for one.
            [:], ["status": "completed"], ["id": .null, "run_id": .null],
            // Wrong types throughout.
            ["id": ["a": 1], "run_id": [], "channel": 7, "ts": [:], "role": [], "content": [:], "status": 12],
            ["id": true, "run_id": true, "channel": [:], "ts": false, "role": 1, "content": [], "status": [:]]
        )
    }
}

extension String {
    fileprivate var pathOnly: String { String(prefix { $0 != "?" }) }
}
