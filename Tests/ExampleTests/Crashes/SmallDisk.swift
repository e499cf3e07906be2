// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A file system of 64 KiB in memory, mounted for the length of a test.
struct SmallDisk: Sendable {
    struct Failed: Error {
        let command: [String]
    }

    let folder: URL
    private var filler: URL { folder.appending(path: "filler") }

    /// Whether this machine lets one be mounted, found out by mounting one.
    static func isPossible() async -> Bool {
        #if os(Linux)
        return (try? await mounted { $0.fill() && $0.makeRoom() }) ?? false
        #else
        return false
        #endif
    }

    /// Unmounts it whatever happens.
    static func mounted<Result: Sendable>(_ body: (SmallDisk) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let disk = SmallDisk(folder: folder.appending(path: "disk"))
            try FileManager.default.createDirectory(at: disk.folder, withIntermediateDirectories: false)
            try await run("mount", ["-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", disk.folder.path])
            do {
                let result = try await body(disk)
                // Lazily, should something of it still be open.
                try await run("umount", ["-l", disk.folder.path])
                return result
            } catch {
                try await run("umount", ["-l", disk.folder.path])
                throw error
            }
        }
    }

    /// Takes all the room there is. False if the disk takes everything.
    @discardableResult
    func fill() -> Bool {
        guard FileManager.default.createFile(atPath: filler.path, contents: nil),
            let handle = FileHandle(forWritingAtPath: filler.path)
        else { return false }
        defer { try? handle.close() }
        for _ in 0..<1024 {
            do {
                try handle.write(contentsOf: Data(count: 512))
            } catch {
                return true
            }
        }
        return false
    }

    @discardableResult
    func makeRoom() -> Bool {
        (try? FileManager.default.removeItem(at: filler)) != nil
    }

    private static func run(_ command: String, _ arguments: [String]) async throws {
        let folders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"].map { URL(filePath: $0) }
        let files = folders.map { $0.appending(path: command) }
        guard let file = files.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }),
            try await RunningProcess.run(file, arguments, { await $0.wholeExit }) == .code(0)
        else { throw Failed(command: [command] + arguments) }
    }
}
