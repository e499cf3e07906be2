// SPDX-License-Identifier: Apache-2.0

import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A folder of small files that only their owner can read, each of which is there as a whole or not at all.
struct PrivateFolder: Sendable {
    private let path: String

    /// Makes the folder where there is none.
    init(_ path: String) throws(CallFunnelError) {
        self.path = path
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("made") }
        guard access(path, R_OK | W_OK | X_OK) == 0 else { throw failure("used") }
        try sync()
    }

    func names() throws(CallFunnelError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw CallFunnelError(.deadLettersFailed, "the folder of dead letters cannot be listed", cause: error)
        }
    }

    /// Nil where there is no such file.
    func read(_ name: String) throws(CallFunnelError) -> [UInt8]? {
        let file = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("read")
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do {
            return [UInt8](try handle.readToEnd() ?? Data())
        } catch {
            throw CallFunnelError(.deadLettersFailed, "the folder of dead letters cannot be read", cause: error)
        }
    }

    /// Puts a file in the place of one of this name, on disk when it returns.
    func write(_ bytes: [UInt8], to name: String) throws(CallFunnelError) {
        let beside = "\(path)/.new-\(name)-\(getpid())"
        _ = unlink(beside)
        let file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("written") }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        let isWritten = rest.isEmpty && fsync(file) == 0
        let reason = errno
        close(file)
        guard isWritten, rename(beside, "\(path)/\(name)") == 0 else {
            let reason = isWritten ? errno : reason
            _ = unlink(beside)
            throw failure("written", reason)
        }
        try sync()
    }

    /// A file that is not there is removed already.
    func remove(_ name: String) throws(CallFunnelError) {
        guard unlink("\(path)/\(name)") == 0 else {
            guard errno == ENOENT else { throw failure("changed") }
            return
        }
        try sync()
    }

    /// A name is on disk only once its folder is.
    private func sync() throws(CallFunnelError) {
        let folder = open(path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw failure("opened") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure("synced") }
    }

    private func failure(_ what: String, _ number: Int32 = errno) -> CallFunnelError {
        CallFunnelError(
            number == ENOSPC || number == EDQUOT ? .diskFull : .deadLettersFailed,
            "the folder of dead letters could not be \(what) (\(String(cString: strerror(number))))")
    }
}
