// SPDX-License-Identifier: Apache-2.0

/// The texts one URL may have been signed as. Worked on as text, since reading it as a URL and writing it again may
/// change what Twilio signed.
enum TwilioURL {
    /// With the port and without it, the one it was given as among them.
    ///
    /// Twilio signs `https` without a port and `http` with it, or the other way round, so its own libraries try both.
    /// A text that has no authority is only itself.
    static func spellings(of url: String) -> [String] {
        guard let parts = Parts(url) else { return [url] }
        let port = parts.port ?? (parts.scheme.lowercased() == "https" ? ":443" : ":80")
        return [parts.text(port: ""), parts.text(port: port)]
    }

    /// The same URL under `http` for `https` and the other way round; nil for another one.
    static func withOtherScheme(_ url: String) -> String? {
        guard let parts = Parts(url) else { return nil }
        switch parts.scheme.lowercased() {
        case "https": return "http" + url.dropFirst(parts.scheme.count)
        case "http": return "https" + url.dropFirst(parts.scheme.count)
        default: return nil
        }
    }

    /// `scheme` `://` `user:password@host` `:port` `/path?query`.
    private struct Parts {
        let scheme: Substring
        /// With the user and the brackets of an IPv6 address.
        let host: Substring
        /// With its colon; nil where there is none.
        let port: String?
        let rest: Substring

        init?(_ url: String) {
            guard let mark = url.firstRange(of: "://") else { return nil }
            scheme = url[..<mark.lowerBound]
            let authority = url[mark.upperBound...].prefix { !"/?#".contains($0) }
            rest = url[authority.endIndex...]
            // A colon before an `@` or a `]` is a password's or an address's.
            let name = authority.lastIndex { $0 == "@" || $0 == "]" }.map { authority.index(after: $0) }
            let colon = authority[(name ?? authority.startIndex)...].firstIndex(of: ":")
            host = authority[..<(colon ?? authority.endIndex)]
            port = colon.map { String(authority[$0...]) }
        }

        func text(port: String) -> String { "\(scheme)://\(host)\(port)\(rest)" }
    }
}
