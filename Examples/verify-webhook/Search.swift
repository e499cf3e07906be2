// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// Looks for the fewest changes with which a signature matches.
struct Search {
    private let headers: [Variant<String>]
    private let bodies: [Variant<[UInt8]>]
    private let secrets: [Variant<WebhookSecret>]
    private let isShort: Bool
    /// How many bytes may be hashed: a few seconds of unoptimised code.
    private let budget: Int

    init(_ line: HeaderLine, _ secrets: [String], _ body: [UInt8], budget: Int = 8 << 20) {
        headers = line.variants()
        bodies = BodyVariants.all(of: body)
        self.secrets = SecretVariants.all(of: secrets)
        isShort = body.count <= JSONLayout.longestBody
        self.budget = budget
    }

    struct Result: Sendable {
        /// What would have to be otherwise; nil when nothing was found.
        let findings: [String]?
        let tries: Int
        let isComplete: Bool

        /// What to say when nothing was found.
        var failure: String {
            "no cause found in \(tries) tries\(isComplete ? "" : ", the body being too long for more"): check that the "
                + "secret is this endpoint's, and that what is verified are the bytes that came, before any parsing"
        }
    }

    func run() -> Result {
        var (budget, tries) = (budget, 0)
        // One thing changed before two: the header or the body, each with any of the secrets.
        for changes in 0...2 {
            for header in headers {
                guard let signature = try? WebhookSignature(headers: [WebhookSignature.headerName: header.value]) else {
                    continue
                }
                for body in bodies where (header.isChanged ? 1 : 0) + (body.isChanged ? 1 : 0) == changes {
                    // A key takes about four blocks of its own.
                    budget -= (body.value.count + 256) * secrets.count
                    // What was given itself is always tried.
                    guard budget >= 0 || tries == 0 else {
                        return Result(findings: nil, tries: tries, isComplete: false)
                    }
                    tries += secrets.count
                    guard let secret = match(signature, body.value) else { continue }
                    let findings = [header.finding, body.finding, secret.finding].compactMap { $0 }
                    return Result(findings: findings, tries: tries, isComplete: true)
                }
            }
        }
        return Result(findings: nil, tries: tries, isComplete: isShort)
    }

    /// Whatever the time says.
    private func match(_ signature: WebhookSignature, _ body: [UInt8]) -> Variant<WebhookSecret>? {
        let match = try? signature.verify(
            body, secrets: secrets.map(\.value), at: signature.signedAt, tolerance: .seconds(1))
        return match.map { secrets[$0.secretIndex] }
    }
}
