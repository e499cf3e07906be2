// SPDX-License-Identifier: Apache-2.0

/// The endpoints (C6 to C9), and the simulator's own.
enum Route: Hashable {
    case runs(workflow: String)
    case approvals
    case timeline
    case balance
    case truth

    /// The route whose path ends this one, under any base path.
    ///
    /// A base path in which a component repeats is a base path that was joined twice, so it is no route (C1).
    init?(path: [String]) {
        let found: (route: Route, length: Int)
        switch path.last {
        case "runs" where path.count >= 3 && path[path.count - 3] == "workflows" && path[path.count - 2] != "":
            found = (.runs(workflow: path[path.count - 2]), 3)
        case "approvals": found = (.approvals, 1)
        case "timeline": found = (.timeline, 1)
        case "balance" where path.dropLast().last == "billing": found = (.balance, 2)
        case "truth" where path.dropLast().last == "_simulator": found = (.truth, 2)
        default: return nil
        }
        let base = path.dropLast(found.length)
        guard !base.contains(""), zip(base, base.dropFirst()).allSatisfy({ $0 != $1 }) else { return nil }
        self = found.route
    }

    var isList: Bool {
        switch self {
        case .runs, .approvals, .timeline: true
        case .balance, .truth: false
        }
    }
}

/// What a route has to say, before faults, headers and bytes.
enum RouteAnswer {
    /// Elements, and how they are wrapped.
    case list([JSON], wrap: ([JSON]) -> JSON)
    case value(JSON)
    case refused(status: Int, detail: JSON)

    /// 422 as the service's framework words it (C3).
    static func invalid(_ parameter: String, type: String, message: String, input: String?) -> RouteAnswer {
        let problem: JSON = [
            "type": .string(type), "loc": ["query", .string(parameter)], "msg": .string(message),
            "input": input.map { .string($0) } ?? .null,
        ]
        return .refused(status: 422, detail: [problem])
    }

    static func invalidDate(_ parameter: String, _ input: String) -> RouteAnswer {
        invalid(
            parameter, type: "datetime_from_date_parsing",
            message: "Input should be a valid datetime or date, invalid character in timestamp", input: input
        )
    }
}
