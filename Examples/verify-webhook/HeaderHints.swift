// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation

extension HeaderLine {
    /// What the look of the header tells, when nothing that was tried matches.
    var hints: [String] {
        [nameHint, schemeHint].compactMap { $0 } + (schemeHint == nil ? timeHints + signatureHints : [])
    }

    private var nameHint: String? {
        guard let name, name.lowercased() != WebhookSignature.headerName.lowercased() else { return nil }
        return "this is the header \(name); CallFunnel signs with \(WebhookSignature.headerName)"
    }

    /// Whose header it looks like, when it is not one of this scheme.
    private var schemeHint: String? {
        let text = value.trimmingCharacters(in: .whitespacesAndNewlines)
        let names = Set(pairs.map(\.name))
        let other = "the header belongs to another scheme: "
        switch text {
        case _ where text.hasPrefix("sha256=") || text.hasPrefix("sha1="):
            return other + "a digest's name and no t, as GitHub signs in X-Hub-Signature-256"
        case _ where names.contains("v1") && !names.contains("t") && text.hasPrefix("v1,"):
            return other + "v1 and base64 without t=, as Standard Webhooks signs in webhook-signature"
        case _ where names.contains("v0") && !names.contains("t"):
            return other + "v0 and no t, as Slack signs in X-Slack-Signature"
        case _ where names.contains("v0") && !names.contains("v1"):
            return other + "v0 only; CallFunnel's signature is v1"
        case _ where names.contains("keyid") || text.contains(";created="):
            return other + "an HTTP message signature (RFC 9421)"
        case _ where text.hasPrefix("Bearer ") || text.hasPrefix("Basic ") || text.hasPrefix("cf_live_"):
            return other + "credentials, and no signature at all"
        case _ where text.hasPrefix("{"): return other + "JSON"
        case _ where text.utf8.count == 64 && text.allSatisfy(\.isHexDigit):
            return other + "a bare hexadecimal signature without t"
        case _ where text.hasSuffix("=") && [20, 32].contains(Data(base64Encoded: text)?.count ?? 0):
            return other + "a bare base64 signature, as Twilio and Shopify send"
        default: return nil
        }
    }

    private var timeHints: [String] {
        guard let time = pairs.first(where: { $0.name == "t" })?.value, !time.isEmpty else { return [] }
        guard time.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return [
                time.contains(".")
                    ? "t has a fraction; whole seconds belong there"
                    : "t is a date or a word; seconds since 1970 belong there"
            ]
        }
        switch time.utf8.count {
        case 13: return ["t looks like milliseconds; seconds belong there"]
        case 16: return ["t looks like microseconds; seconds belong there"]
        case 19: return ["t looks like nanoseconds; seconds belong there"]
        default: return []
        }
    }

    private var signatureHints: [String] {
        let signatures = pairs.filter { $0.name == "v1" }.map(\.value)
        guard let first = signatures.first else { return [] }
        guard !signatures.contains(where: { $0.utf8.count == 64 }) else { return [] }
        switch first.utf8.count {
        case 40: return ["v1 has 40 digits, as HMAC-SHA1 has; HMAC-SHA256 has 64"]
        case 128: return ["v1 has 128 digits, as HMAC-SHA512 has; HMAC-SHA256 has 64"]
        case let count: return ["v1 has \(count) characters where 64 belong: was the header cut off?"]
        }
    }
}
