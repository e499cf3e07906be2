// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

/// The known answers, with what is a fair name for each refusal.
@Suite struct WebhookSignatureVectorTests {
    @Test(arguments: [("signature", 162), ("signature_big", 8)])
    func `every case has an outcome that is right`(set: String, count: Int) throws {
        let vectors = try Vectors.cases(set, as: Vector.self)
        #expect(vectors.count == count)
        for vector in vectors {
            let outcome = try vector.outcome(lines: vector.lines)
            switch vector.expected.outcome {
            case "accept": #expect(outcome == .accepted, "\(vector.id)")
            case "reject":
                #expect(outcome != .accepted, "\(vector.id)")
                #expect(outcome.isNamed(by: vector.expected.reasons), "\(vector.id): \(outcome)")
            default: #expect(vector.expected.outcome == "either", "\(vector.id)")
            }
        }
    }

    @Test func `what is accepted is accepted however a proxy writes the header`() throws {
        for vector in try Vectors.cases("signature", as: Vector.self) where vector.expected.outcome == "accept" {
            let elements = try #require(vector.header).split(separator: ",", omittingEmptySubsequences: false)
                .map { String($0) }
            let spellings = [
                elements,
                [elements.joined(separator: ", ")], [elements.joined(separator: " ,\t")],
                [elements.joined(separator: ",\r\n ")], [elements.joined(separator: "\n\t,")],
                ["", elements.joined(separator: ",") + ","], [elements.reversed().joined(separator: ",, ,")],
                ["v0=\(String(repeating: "0", count: 64))", elements.joined(separator: ","), "sha256=00", "new"],
            ]
            for lines in spellings {
                #expect(try vector.outcome(lines: lines) == .accepted, "\(vector.id): \(lines)")
            }
        }
    }

    @Test func `signing gives what the service would have sent`() throws {
        let signed = ["valid-basic-a", "body-invalid-utf8-ff-a", "secret-300-bytes"]
        for vector in try Vectors.cases("signature", as: Vector.self) where signed.contains(vector.id) {
            let header = try #require(vector.header)
            let signature = try WebhookSignature(lines: [header])
            let body = try vector.body
            let secrets = try vector.secrets.map { try WebhookSecret($0) }
            #expect(WebhookSignature.sign(body, secrets: secrets, at: signature.signedAt) == header, "\(vector.id)")
        }
    }
}

private enum Outcome: Equatable {
    case accepted
    case refused(WebhookSignature.Rejection)
    case noUsableSecret

    func isNamed(by reasons: [String]) -> Bool {
        switch self {
        case .accepted: false
        case .noUsableSecret: reasons.contains("no_usable_secret")
        case .refused(.missingHeader): reasons.contains("missing_header")
        case .refused(.malformedHeader(.tooLong)), .refused(.malformedHeader(.tooManySignatures)):
            reasons.contains("header_too_large")
        case .refused(.malformedHeader(.noSignature)): reasons.contains("no_v1_signature")
        case .refused(.malformedHeader): reasons.contains("malformed_header")
        case .refused(.noMatch): reasons.contains("signature_mismatch")
        case .refused(.tooOld): reasons.contains("timestamp_too_old")
        case .refused(.tooNew): reasons.contains("timestamp_too_new")
        // Named before the age is looked at.
        case .refused(.toleranceNotPositive): reasons == ["timestamp_too_old"]
        }
    }
}

private struct Vector: Decodable {
    let id: String
    let header: String?
    let header_parts: [Part]?
    let body_base64: String?
    let body_repeat: Repeat?
    let secrets: [String]
    let now: Double
    let tolerance: Int64
    let expected: Expected

    struct Part: Decodable {
        let text: String
        let `repeat`: Int
    }
    struct Repeat: Decodable {
        let unit_base64: String
        let count: Int
    }
    struct Expected: Decodable {
        let outcome: String
        let reasons: [String]
    }

    var lines: [String] {
        if let header { return [header] }
        guard let header_parts else { return [] }
        return [header_parts.map { String(repeating: $0.text, count: $0.repeat) }.joined()]
    }

    var body: [UInt8] {
        get throws {
            if let body_base64 { return try #require(Vectors.bytes(base64: body_base64)) }
            let body_repeat = try #require(body_repeat)
            let unit = try #require(Vectors.bytes(base64: body_repeat.unit_base64))
            return Array(repeatElement(unit, count: body_repeat.count).joined())
        }
    }

    func outcome(lines: [String]) throws -> Outcome {
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        for line in lines { headers.add("x-cf-signature", line) }
        let now = Timestamp(microsecondsSinceEpoch: Int64((self.now * 1_000_000).rounded()))
        do {
            let secrets = try secrets.map { try WebhookSecret($0) }
            _ = try WebhookSignature(headers: headers).verify(
                body, secrets: secrets, at: now, tolerance: .seconds(tolerance))
            return .accepted
        } catch let rejection as WebhookSignature.Rejection {
            return .refused(rejection)
        } catch is CallFunnelError {
            return .noUsableSecret
        }
    }
}
