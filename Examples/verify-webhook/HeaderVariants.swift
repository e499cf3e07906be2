// SPDX-License-Identifier: Apache-2.0

import Foundation

extension HeaderLine {
    /// The value as given, and then what the sender may have meant by it.
    func variants() -> [Variant<String>] {
        var variants: [Variant<String>] = [Variant(value: value, finding: nil)]
        func add(_ text: String, _ finding: String) {
            guard !variants.contains(where: { $0.value.utf8.elementsEqual(text.utf8) }) else { return }
            variants.append(Variant(value: text, finding: finding))
        }
        let bare = value.trimmingCharacters(in: CharacterSet(charactersIn: "\"'` \t\r\n"))
        let text = HeaderLine(bare).value
        add(text, "the header has quotes around it")
        add(text.replacingOccurrences(of: ";", with: ","), "the header's parts are separated by ; where , belongs")
        add(text.replacingOccurrences(of: ":", with: "="), "the header has : where = belongs")
        let pairs = HeaderLine(text).pairs
        add(rewritten(pairs) { $0 }, "the header has white space around =")
        add(rewritten(pairs) { $0.lowercased() }, "the signature is in capitals; its digits must be lowercase")
        add(
            pairs.map { "\($0.name.lowercased())=\($0.value)" }.joined(separator: ","),
            "the names t and v1 are in capitals")
        add(rewritten(pairs, Self.withoutMarks), "the signature has quotes or the name of its algorithm around it")
        add(rewritten(pairs, Self.hexadecimal), "the signature is in base64; hexadecimal belongs there")
        let times = pairs.filter { $0.name == "t" }
        if times.count > 1 {
            for (index, time) in times.prefix(4).enumerated() {
                let rest = pairs.filter { $0.name != "t" }
                add(rewritten([time] + rest) { $0 }, "t is there \(times.count) times; number \(index + 1) was signed")
            }
        }
        return variants
    }

    /// The same pairs with the signatures changed.
    private func rewritten(_ pairs: [(name: String, value: String)], _ change: (String) -> String) -> String {
        pairs.map { "\($0.name)=\($0.name == "v1" ? change($0.value) : $0.value)" }.joined(separator: ",")
    }

    private static func withoutMarks(_ signature: String) -> String {
        let bare = signature.trimmingCharacters(in: CharacterSet(charactersIn: "\"'`= "))
        guard let equals = bare.firstIndex(of: "=") else { return bare }
        return String(bare[bare.index(after: equals)...])
    }

    private static func hexadecimal(_ signature: String) -> String {
        guard let bytes = Data(base64Encoded: signature), bytes.count == 32 else { return signature }
        return bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
