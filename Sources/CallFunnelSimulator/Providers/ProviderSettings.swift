// SPDX-License-Identifier: Apache-2.0

public import CallFunnel

extension Simulator {
    /// What the service holds of the providers that call it (C17-C19).
    public struct ProviderSettings: Sendable, Hashable {
        /// Of the tenant's Twilio account. Without one every webhook of Twilio is refused.
        public var twilioTokens: [TwilioAuthToken] = []
        /// Of the webhook endpoint at the payment processor. Without one every event of it is refused.
        public var processorSecrets: [WebhookSecret] = []
        public var processorSignature = ProcessorSignature()
        /// The host that is configured at the providers, where a proxy stands before the simulator. Nil takes requests'
        /// own URLs for what Twilio signed.
        public var host: String?
        /// Whose runs inbound calls are; each is a run of its own (assumed).
        public var inboundWorkflow = "wf_inbound"

        /// Nothing that could be verified.
        public init() {}
    }
}
