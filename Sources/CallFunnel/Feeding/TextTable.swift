// SPDX-License-Identifier: Apache-2.0

/// A table for terminals and logs: the first column to the left, the others to the right, two blanks between them.
package struct TextTable: Sendable, CustomStringConvertible {
    private let lines: [[String]]

    /// - Parameter lines: the cells of each line, as many in every one.
    package init(_ lines: [[String]]) {
        self.lines = lines
    }

    package var description: String {
        let columns = lines.first?.indices ?? 0..<0
        let widths = columns.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            let cells = zip(line, widths).enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 0 ? cell.0 + blanks : blanks + cell.0
            }
            return cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
