// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation

extension Simulator {
    /// What the payment processor posts (C19, the form is assumed). Other types than `payment.succeeded` are taken and
    /// change nothing.
    private struct ProcessorEvent: Decodable {
        struct Payment: Decodable {
            let amount_minor: Int64
            let currency: String
        }
        struct Envelope: Decodable {
            let id: String
            let type: String
        }
        struct Data: Decodable {
            let data: Payment
        }

        let id: String
        /// Nil where nothing is paid.
        let payment: Payment?

        init(from decoder: any Decoder) throws {
            let envelope = try Envelope(from: decoder)
            id = envelope.id
            payment = envelope.type == "payment.succeeded" ? try Data(from: decoder).data : nil
        }
    }

    /// Credits a payment once, however often the processor says it (C19).
    func answerProcessor(_ request: HTTPRequest) -> HTTPResponse {
        guard !providers.processorSecrets.isEmpty else {
            return refusal(403, "No secret of the payment processor is stored")
        }
        do throws(ProcessorSignature.Rejection) {
            _ = try providers.processorSignature
                .verify(request, secrets: providers.processorSecrets, at: timing.now())
        } catch {
            return refusal(403, .string("Invalid processor signature: \(error)"))
        }
        guard let event = try? JSONDecoder().decode(ProcessorEvent.self, from: Data(request.body)), !event.id.isEmpty
        else { return refusal(422, "The event cannot be read") }
        guard !processorEvents.contains(event.id) else { return .json(200, ["received": true, "repeated": true]) }
        if let payment = event.payment {
            guard payment.amount_minor > 0, payment.currency.uppercased() == account.currency.uppercased(),
                !account.balanceMinor.addingReportingOverflow(payment.amount_minor).overflow
            else { return refusal(422, "The payment cannot be credited to this wallet") }
            topUp(payment.amount_minor)
        }
        processorEvents.insert(event.id)
        return .json(200, ["received": true, "repeated": false])
    }
}
