// SPDX-License-Identifier: Apache-2.0

extension Turn {
    /// What event keys say of this turn: its id, or a digest of what identifies it where the service gives none.
    ///
    /// The contact is part of the digest: a campaign sends the same words to many contacts in the same second, and
    /// their events must not be taken for one another.
    var subject: String {
        if let id { return id.rawValue }
        let parts = [
            channel.map(\.folded), timestamp.map { Array($0.description.utf8) }, role.map(\.folded),
            content.map { Array($0.rawValue.utf8) }, phone.map { Array($0.rawValue.utf8) },
        ]
        var hash = SHA256()
        for part in parts {
            // The length keeps ("ab", "c") apart from ("a", "bc"), and an absent part from an empty one.
            hash.update(Array("\(part?.count ?? -1):".utf8))
            hash.update(part ?? [])
        }
        return "digest-" + Hex.encode(hash.finalize().prefix(16))
    }
}
