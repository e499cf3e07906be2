// SPDX-License-Identifier: Apache-2.0

/// The account was suspended: an admin's action or a compliance trigger (C10).
///
/// No endpoint shows this; a suspended account's key is answered 403 with a `detail` that says so (assumed).
public struct Suspension: Hashable, Sendable {
    /// Nil when only a refused request told of it and no balance was read before.
    public var tenantID: Tenant.ID?
    /// The service's own words, scrubbed of keys and phone numbers.
    public var reason: String?
    /// Fields this version has no name for, as they came.
    public var unknownFields: [String: JSONValue] = [:]

    public init(tenantID: Tenant.ID? = nil, reason: String? = nil) {
        self.tenantID = tenantID
        self.reason = reason
    }
}
