// SPDX-License-Identifier: Apache-2.0

/// How far a timeline was read: the newest turn, and the oldest message whose delivery is still awaited.
struct TimelineProgress: Hashable, Sendable {
    /// Turns can appear late with an older time; this much before the newest one is read again.
    static let lookback: Duration = .seconds(900)
    /// A message undelivered for longer is not waited for.
    static let deliveryReach: Duration = .seconds(24 * 3600)

    private(set) var newest: Timestamp?
    private var awaited: Timestamp?

    /// - Parameter mark: what `text` printed; nil or anything else is a timeline never read.
    init(_ mark: String?) {
        let parts = (mark ?? "").split(separator: " ")
        guard parts.count == 2 else { return }
        newest = Timestamp(String(parts[0]))
        awaited = Timestamp(String(parts[1]))
    }

    var text: String? {
        newest.map { "\($0) \(awaited?.description ?? "-")" }
    }

    /// A page that ends before this instant, and brings nothing new, is the last that needs reading. Nil is the
    /// beginning.
    var horizon: Timestamp? {
        guard let newest else { return nil }
        let lookback = newest.advanced(by: .zero - Self.lookback)
        return awaited.map { min($0, lookback) } ?? lookback
    }

    /// Takes in every turn a poll read. One dated in the future never moves the mark, which would hide what comes
    /// before it.
    ///
    /// A message stays awaited until it is read as delivered or failed: a page may be missing, or an element broken.
    mutating func take(_ turns: [Turn], now: Timestamp, serverTime: Timestamp?) {
        newest = (turns.compactMap(\.timestamp).filter { $0 <= now } + [newest].compactMap { $0 }).max()
        let oldest = (serverTime ?? newest)?.advanced(by: .zero - Self.deliveryReach)
        let unread = turns.contains { $0.timestamp == awaited } ? nil : awaited
        let open = turns.filter(\.awaitsDelivery).compactMap(\.timestamp) + [unread].compactMap { $0 }
        awaited = open.filter { time in oldest.map { time >= $0 } ?? true }.min()
    }

    /// A conversation is under way: a turn came within the lookback, or a delivery is awaited.
    func isActive(now: Timestamp) -> Bool {
        awaited != nil || newest.map { $0 > now.advanced(by: .zero - Self.lookback) } ?? false
    }
}
