// SPDX-License-Identifier: Apache-2.0

extension Duration {
    /// For people: `0.25 s`, `12 s`, `3 min`.
    public var seconds: String {
        let (whole, attoseconds) = components
        if whole >= 120 { return "\(whole / 60) min" }
        let hundredths = attoseconds / 10_000_000_000_000_000
        guard hundredths != 0, whole < 10 else { return "\(whole) s" }
        let digits =
            hundredths % 10 == 0 ? "\(hundredths / 10)" : (hundredths < 10 ? "0\(hundredths)" : "\(hundredths)")
        return "\(whole).\(digits) s"
    }
}
