// SPDX-License-Identifier: Apache-2.0

/// One way in which a request goes wrong.
public enum Fault: String, Sendable, Hashable, CaseIterable {
    /// 429 with `Retry-After`, in seconds and as a date by turns (C4).
    case rateLimit = "rate-limit"
    /// 500 with HTML instead of JSON, as a proxy answers (C3).
    case serverError = "server-error"
    /// The right answer, late. It shows the world as it was when the request came.
    case slow
    /// A body cut in the middle. `Content-Length` promises the whole, so that over a socket the connection breaks
    /// short.
    case truncated
    /// A broken element among the good ones of a list (C5). The good ones stay as they are.
    case malformedElement = "malformed-element"
    /// Elements of a list occur twice.
    case duplicates
    /// A single 401, though the key is right.
    case unauthorized
    /// A single 403 that says suspended. The truth records the suspension when it is served (C10).
    case suspended
}

extension Fault {
    /// Reads names such as `rate-limit,slow`; `all` is every fault.
    ///
    /// - Throws: ``SimulatorError`` for a name that is none.
    public static func list(_ names: String) throws -> [Fault] {
        if names == "all" { return allCases }
        return try names.split(separator: ",").map { name in
            guard let fault = Fault(rawValue: String(name)) else {
                throw SimulatorError("there is no fault \(name); there are \(allCases.map(\.rawValue))")
            }
            return fault
        }
    }

    /// Whether it only shows in lists.
    var needsList: Bool { self == .malformedElement || self == .duplicates }

    /// Whether a reader can still use the answer, if it waits for it.
    var leavesAnswerUsable: Bool { needsList || self == .slow }
}
