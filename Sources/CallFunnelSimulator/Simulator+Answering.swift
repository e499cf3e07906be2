// SPDX-License-Identifier: Apache-2.0

public import CallFunnel

extension Simulator {
    /// Answers a request as the service would.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while a slow answer is under way; nothing else.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        // Suspending on both sides gives a simulated crash, and other tasks, a place before and after the answer.
        await Task.yield()
        let answer = answer(to: request)
        if let delay = answer.delay { try await timing.sleep(timing.elapsed() + delay) }
        await Task.yield()
        try Task.checkCancellation()
        return answer.response
    }

    /// The same for servers, which answer whatever happens.
    public func respond(to request: HTTPRequest) async -> HTTPResponse {
        let answer = answer(to: request)
        if let delay = answer.delay { try? await timing.sleep(timing.elapsed() + delay) }
        return answer.response
    }

    private struct Answer {
        var response: HTTPResponse
        var delay: Duration?
    }

    private func answer(to request: HTTPRequest) -> Answer {
        let target = RequestTarget(request)
        var fault: Fault?
        shown = []
        var response = route(request, target, &fault)
        response.headers["Date"] = CivilTime(timing.now()).httpDate
        let id = "req_" + String(chance.next(), radix: 16)
        response.headers["X-Request-ID"] = id
        if served.count >= 2000 { served.removeFirst(1000) }
        served.append(
            ServedRequest(
                at: timing.now(), method: request.method, target: target.text, status: response.status, fault: fault,
                id: id, shows: shown
            )
        )
        return Answer(response: response, delay: fault == .slow ? delay : nil)
    }

    private func route(_ request: HTTPRequest, _ target: RequestTarget, _ fault: inout Fault?) -> HTTPResponse {
        if let endpoint = ProviderEndpoint(target) { return answerProvider(endpoint, request, target) }
        guard let route = Route(path: target.path) else { return refusal(404, "Not Found") }
        guard request.method == "GET" else { return refusal(405, "Method Not Allowed", ["Allow": "GET"]) }
        if route == .truth { return .json(200, recorded.json) }
        fault = nextFault(route, target)
        if let fault, let failure = failure(of: fault) { return failure }
        guard request.headers["Authorization"] == "Bearer \(apiKey)" else { return unauthorized() }
        if let suspensionReason {
            shown = [suspensionKey]
            return refusal(403, .string("Tenant suspended: \(suspensionReason)"))
        }
        noteBalance()
        switch answer(route, target) {
        case .refused(let status, let detail): return refusal(status, detail)
        case .value(let value): return success(value, request, target, fault)
        case .list(let elements, let wrap): return success(wrap(struck(elements, fault)), request, target, fault)
        }
    }

    private func answer(_ route: Route, _ target: RequestTarget) -> RouteAnswer {
        switch route {
        case .runs(let workflow): answerRuns(workflow: workflow)
        case .approvals: answerApprovals(target)
        case .timeline: answerTimeline(target)
        case .balance: answerBalance()
        case .truth: .value(recorded.json)
        }
    }

    private func success(
        _ value: JSON, _ request: HTTPRequest, _ target: RequestTarget, _ fault: Fault?
    ) -> HTTPResponse {
        var response = HTTPResponse.json(200, value)
        let tag = response.body.entityTag
        response.headers["ETag"] = tag
        if fault == .truncated { return truncated(response) }
        if fault?.leavesAnswerUsable ?? true { noteSound(target, inTime: fault != .slow) }
        guard matches(request.headers["If-None-Match"], tag) else { return response }
        return HTTPResponse(status: 304, headers: ["ETag": tag])
    }

    private func matches(_ header: String?, _ tag: String) -> Bool {
        guard let header else { return false }
        let tags = header.split(separator: ",").map { $0.drop { $0 == " " } }
        return tags.contains { $0 == "*" || $0 == tag || $0 == "W/" + tag }
    }

    func refusal(_ status: Int, _ detail: JSON, _ headers: HTTPHeaders = [:]) -> HTTPResponse {
        var response = HTTPResponse.json(status, ["detail": detail])
        for field in headers.fields { response.headers.add(field.name, field.value) }
        return response
    }

    func unauthorized() -> HTTPResponse {
        refusal(401, "Invalid or missing API key", ["WWW-Authenticate": "Bearer"])
    }
}

extension HTTPResponse {
    static func json(_ status: Int, _ value: JSON) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Content-Type": "application/json"], body: value.bytes)
    }
}

extension [UInt8] {
    /// A strong `ETag`: the FNV-1a hash of the bytes.
    fileprivate var entityTag: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in self { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return "\"\(String(hash, radix: 16))\""
    }
}
