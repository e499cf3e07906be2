// SPDX-License-Identifier: Apache-2.0

import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension CallFunnelError {
    /// What the network did, in words of our own: Foundation's `userInfo` holds the whole URL, and a query holds phone
    /// numbers. The cause keeps the code alone.
    static func unreachable(_ error: any Error, host: String?) -> CallFunnelError {
        let code = (error as? URLError)?.code ?? .unknown
        let problem =
            switch code {
            case .cannotConnectToHost: "the connection was refused or could not be made"
            case .cannotFindHost, .dnsLookupFailed: "the name could not be looked up"
            case .networkConnectionLost: "the connection was lost"
            case .notConnectedToInternet: "this machine is offline"
            case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
                .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid:
                "no secure connection could be made"
            default: "no whole response came"
            }
        return CallFunnelError(
            .unreachable, "\(host ?? "The server"): \(problem) (URLError \(code.rawValue)).", cause: URLError(code))
    }
}
