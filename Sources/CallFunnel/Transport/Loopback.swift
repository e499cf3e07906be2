// SPDX-License-Identifier: Apache-2.0

/// Whether a host is this machine, the only one that may be spoken to without TLS. Literal addresses only:
/// `127.0.0.1.example.com` and the short forms `127.1` or `0177.0.0.1` are not loopback.
enum Loopback {
    static func contains(host: String) -> Bool {
        let host = host.lowercased().trimming(prefix: "[", suffix: "]")
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            // Not `127.0.0.010`, which some read as octal.
            && parts.allSatisfy { part in UInt8(part).map { String($0) == part } ?? false }
    }
}

extension String {
    fileprivate func trimming(prefix: String, suffix: String) -> String {
        hasPrefix(prefix) && hasSuffix(suffix) && count >= 2 ? String(dropFirst().dropLast()) : self
    }
}
