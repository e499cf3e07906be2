// SPDX-License-Identifier: Apache-2.0

/// What the service says in an error response (C3): a `detail` that is a string, or an array of what is wrong with
/// which field; or, from a proxy in front of it, HTML.
struct ErrorBody {
    /// One line, scrubbed; nil when the body says nothing a person can use.
    let detail: String?

    init(_ body: [UInt8]) {
        let detail = (try? JSONValue(parsing: body))?.object?["detail"]
        if let text = detail?.string {
            self.detail = text.isEmpty ? nil : Redaction.scrub(text)
        } else if let list = detail?.array {
            let fields = list.prefix(Self.mostFields).map(Self.field).filter { !$0.isEmpty }
            self.detail = fields.isEmpty ? nil : fields.joined(separator: "; ")
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
        let prefix = path.isEmpty ? "" : path.joined(separator: ".") + ": "
        return Redaction.scrub(prefix + (members["msg"]?.string ?? ""))
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
