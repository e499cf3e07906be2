// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// What is to be said of a request. It holds no secret, no signature and nothing of the body.
struct Diagnosis: Sendable, Equatable {
    enum Verdict: String, Sendable {
        case accepted
        case missingHeader = "missing-header"
        case malformedHeader = "malformed-header"
        case noMatch = "no-match"
        case tooOld = "too-old"
        case tooNew = "too-new"
    }

    let verdict: Verdict
    /// Why, where it can be told; one sentence each.
    let findings: [String]

    /// - Throws: `CallFunnelError` when a secret is empty.
    init(header: String, secrets: [String], body: [UInt8], now: Timestamp, tolerance: Duration = .seconds(300)) throws {
        let line = HeaderLine(header)
        let given = try secrets.map { try WebhookSecret($0) }
        do throws(WebhookSignature.Rejection) {
            let match = try WebhookSignature(headers: line.headers)
                .verify(body, secrets: given, at: now, tolerance: tolerance)
            verdict = .accepted
            findings =
                [ClockHints.age(of: match.signedAt, at: now)]
                + SecretHints.matched(match.secretIndex, of: secrets.count)
                + SecretHints.trimmed(given, only: match.secretIndex)
        } catch {
            switch error {
            case .missingHeader:
                verdict = .missingHeader
                findings = line.hints.isEmpty ? ["\(error)"] : line.hints
            case .malformedHeader(let part):
                verdict = .malformedHeader
                let search = Search(line, secrets, body).run()
                findings = ["\(part)"] + (search.findings ?? line.hints)
            case .noMatch:
                verdict = .noMatch
                let search = Search(line, secrets, body).run()
                findings =
                    (search.findings ?? line.hints + BodyHints.all(of: body) + [search.failure])
                    + ClockHints.besides(line, at: now, tolerance)
            case .tooOld, .tooNew, .toleranceNotPositive:
                let signature = try? WebhookSignature(headers: line.headers)
                let isOld = if case .tooNew = error { false } else { true }
                verdict = isOld ? .tooOld : .tooNew
                findings = signature.map { ClockHints.all(signedAt: $0.signedAt, now: now, tolerance) } ?? ["\(error)"]
            }
        }
    }
}
