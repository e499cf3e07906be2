// SPDX-License-Identifier: Apache-2.0

/// What the service says in an error response (C3): a `detail` that is a string, or an array of what is wrong with
/// which field; or, from a proxy in front of it, HTML.
struct ErrorBody {
    /// One line, scrubbed; nil when the body says nothing a person can use.
    let detail: String?

    /// - Parameter secrets: what must not be shown even where it does not look like a key or a phone number.
    init(_ body: [UInt8], hiding secrets: [String] = []) {
        let detail = (try? JSONValue(parsing: body))?.object?["detail"]
        if let text = detail?.string {
            self.detail = Self.line(Redaction.scrub(text, hiding: secrets))
        } else if let list = detail?.array {
            let fields = list.prefix(Self.mostFields).map { Redaction.scrub(Self.field($0), hiding: secrets) }
            self.detail = Self.line(fields.filter { !$0.isEmpty }.joined(separator: "; "))
        } else if Self.isHTML(body) {
            self.detail = "the answer is an HTML page, so it comes from something in front of the service"
        } else {
            self.detail = nil
        }
    }

    private static let mostFields = 5

    /// `query.phone: field required`. Only `loc` and `msg` are used: other members repeat the input.
    private static func field(_ value: JSONValue) -> String {
        let members = value.object ?? [:]
        let path = (members["loc"]?.array ?? []).map { $0.string ?? $0.integer.map { String($0) } ?? "?" }
        return (path.isEmpty ? "" : path.joined(separator: ".") + ": ") + (members["msg"]?.string ?? "")
    }

    private static func line(_ text: String) -> String? {
        text.allSatisfy(\.isWhitespace) ? nil : text
    }

    private static func isHTML(_ body: [UInt8]) -> Bool {
        let start = body.prefix(256).drop { $0 <= 0x20 }.prefix(15).map { $0 | 0x20 }
        return [Array("<!doctype html".utf8), Array("<html".utf8)].contains { html in
            start.starts(with: html.map { $0 | 0x20 })
        }
    }

    /// Whether a 403 with this detail means the account is suspended (C10, assumed): it says suspended, or suspension.
    var saysSuspended: Bool { detail?.lowercased().contains("suspen") ?? false }
}
