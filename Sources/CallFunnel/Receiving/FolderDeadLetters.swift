// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Dead letters as files of one folder, readable by their owner only. What ``keep(_:)`` returned from is on disk.
///
/// ```swift
/// import CallFunnel
///
/// let receiver = try WebhookReceiver(
///     secrets: [WebhookSecret("whsec_…")], ledger: try await FileLedger(at: "events.ledger"),
///     deadLetters: try FolderDeadLetters(at: "dead-letters"))
/// let report = try await receiver.handleDeadLetters { event in print(event.key) }
/// print("\(report.handled) handled, \(report.kept) kept")
/// ```
/// A letter is `letter-NAME.json`, and `failing-NAME` says since when a push could not be handled; such a note is
/// forgotten after a week. Processes may share the folder.
public actor FolderDeadLetters: DeadLetters {
    private nonisolated let executor: any SerialExecutor
    private let folder: PrivateFolder
    private var lastSwept: Timestamp?

    /// Opens the folder, or makes it.
    ///
    /// - Throws: `deadLettersFailed` when it cannot be written.
    public init(at path: String) throws(CallFunnelError) {
        try self.init(at: path, executor: QueueExecutor(label: "CallFunnel.FolderDeadLetters"))
    }

    package init(at path: String, executor: any SerialExecutor) throws(CallFunnelError) {
        self.executor = executor
        folder = try PrivateFolder(path)
    }

    /// Its own, since waiting for a disk must hold up nobody else.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    public func firstFailure(of name: String, at now: Timestamp) throws -> Timestamp {
        try sweep(at: now)
        let file = try Self.note(name)
        if let noted = Self.time(try folder.read(file)), noted <= now, noted.duration(to: now) < Self.retention {
            return noted
        }
        try folder.write(Array(String(now.microsecondsSinceEpoch).utf8), to: file)
        return now
    }

    public func keep(_ letter: DeadLetter) throws {
        try folder.write(letter.json.text, to: Self.letter(letter.name))
    }

    public func names() throws -> [String] {
        try folder.names().compactMap { file in
            guard file.hasPrefix(Self.letterPrefix), file.hasSuffix(Self.letterSuffix) else { return nil }
            let name = String(file.dropFirst(Self.letterPrefix.count).dropLast(Self.letterSuffix.count))
            return Self.isName(name) ? name : nil
        }.sorted()
    }

    /// - Throws: `deadLettersFailed` for a file that is no letter, or one of a newer version.
    public func letter(named name: String) throws -> DeadLetter? {
        guard let bytes = try folder.read(Self.letter(name)) else { return nil }
        guard let letter = (try? JSONValue(parsing: bytes)).flatMap({ DeadLetter($0) }) else {
            throw CallFunnelError(.deadLettersFailed, "the file of dead letter \(name) cannot be read as one")
        }
        return letter
    }

    public func remove(named name: String) throws {
        try folder.remove(Self.letter(name))
        try folder.remove(Self.note(name))
    }

    /// Once a day: notes of what was handled after all, and of what the service gave up.
    private func sweep(at now: Timestamp) throws(CallFunnelError) {
        if let lastSwept, lastSwept <= now, lastSwept.duration(to: now) < .seconds(86_400) { return }
        lastSwept = now
        for file in try folder.names() where file.hasPrefix(Self.notePrefix) {
            guard let noted = Self.time(try folder.read(file)), noted.duration(to: now) >= Self.retention else {
                continue
            }
            try folder.remove(file)
        }
    }

    private static let retention: Duration = .seconds(7 * 86_400)
    private static let notePrefix = "failing-"
    private static let letterPrefix = "letter-"
    private static let letterSuffix = ".json"

    private static func note(_ name: String) throws(CallFunnelError) -> String { notePrefix + (try checked(name)) }

    private static func letter(_ name: String) throws(CallFunnelError) -> String {
        letterPrefix + (try checked(name)) + letterSuffix
    }

    /// Nothing that leads out of the folder.
    private static func checked(_ name: String) throws(CallFunnelError) -> String {
        guard isName(name) else { throw CallFunnelError(.invalidArgument, "not the name of a dead letter") }
        return name
    }

    private static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) }
    }

    private static func time(_ text: [UInt8]?) -> Timestamp? {
        text.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }.map { Timestamp(microsecondsSinceEpoch: $0) }
    }
}
