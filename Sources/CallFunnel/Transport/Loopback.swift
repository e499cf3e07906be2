// SPDX-License-Identifier: Apache-2.0

/// Whether a host is this machine, the only one that may be spoken to without TLS.
enum Loopback {
    static func contains(host: String) -> Bool {
        let host = host.lowercased().trimming(prefix: "[", suffix: "]")
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8($0) != nil }
    }
}

extension String {
    fileprivate func trimming(prefix: String, suffix: String) -> String {
        hasPrefix(prefix) && hasSuffix(suffix) && count >= 2 ? String(dropFirst().dropLast()) : self
    }
}
