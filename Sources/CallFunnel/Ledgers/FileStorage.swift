// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A journal in a file, with a lock file beside it that says whose it is.
///
/// The lock is on a file of its own, which is never renamed: compaction puts a new journal in the old one's place.
final class FileStorage: LedgerStorage {
    private struct Descriptors {
        var journal: Int32 = -1
        var lock: Int32 = -1
    }

    private let path: String
    private let descriptors = Mutex(Descriptors())

    init(path: String) {
        // Behind a link it is the file that is replaced, not the link.
        self.path = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
    }

    deinit {
        descriptors.withLock { descriptors in
            if descriptors.journal >= 0 { close(descriptors.journal) }
            // Frees the lock. The file stays: removing it would let two processes lock two files of one name.
            // Unlocked by name, as a child process that is just being started may hold a copy of the descriptor.
            if descriptors.lock >= 0 {
                _ = flock(descriptors.lock, LOCK_UN)
                close(descriptors.lock)
            }
        }
    }

    private var lockPath: String { path + ".lock" }

    func open() throws(CallFunnelError) -> [UInt8]? {
        try lock()
        let descriptor = Self.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("opened") }
        descriptors.withLock { $0.journal = descriptor }
        try syncFolder()
        let content = try read(descriptor)
        return content.isEmpty ? nil : content
    }

    private func lock() throws(CallFunnelError) {
        let descriptor = Self.open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("locked") }
        var owner: String?
        // A ledger of this process that was let go a moment ago may not be closed yet.
        for attempt in 0..<50 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                owner = nil
                break
            }
            owner = (try? read(descriptor)).flatMap { String(validating: $0.prefix(20), as: UTF8.self) } ?? ""
            guard owner == String(getpid()), attempt < 49 else { break }
            usleep(10_000)
        }
        if let owner {
            close(descriptor)
            throw CallFunnelError(
                .ledgerLocked,
                "the ledger is in use by process \(owner.isEmpty ? "(unknown)" : owner); end that process, "
                    + "or give this one another file"
            )
        }
        let identity = Array(String(getpid()).utf8)
        // For people only, so a disk too full for it is no reason to refuse; written before what was there is cut off.
        _ = identity.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        _ = ftruncate(descriptor, off_t(identity.count))
        descriptors.withLock { $0.lock = descriptor }
    }

    func append(_ bytes: [UInt8]) throws(CallFunnelError) {
        try write(bytes, to: descriptors.withLock { $0.journal })
    }

    func sync() throws(CallFunnelError) {
        guard fsync(descriptors.withLock { $0.journal }) == 0 else { throw failure("synced") }
    }

    func truncate(to length: Int) throws(CallFunnelError) {
        guard ftruncate(descriptors.withLock { $0.journal }, off_t(length)) == 0 else { throw failure("cut") }
        try sync()
    }

    func replace(with parts: [[UInt8]]) throws(CallFunnelError) {
        let beside = path + ".new"
        _ = unlink(beside)
        let descriptor = Self.open(beside, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("compacted") }
        do {
            for part in parts { try write(part, to: descriptor) }
            guard fsync(descriptor) == 0, rename(beside, path) == 0 else { throw failure("compacted") }
        } catch {
            close(descriptor)
            _ = unlink(beside)
            throw error as? CallFunnelError ?? failure("compacted")
        }
        let old = descriptors.withLock { descriptors in
            defer { descriptors.journal = descriptor }
            return descriptors.journal
        }
        close(old)
        try syncFolder()
    }

    /// A name is on disk only once its folder is.
    private func syncFolder() throws(CallFunnelError) {
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        let descriptor = Self.open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("synced") }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) throws(CallFunnelError) {
        var done = 0
        while done < bytes.count {
            let written = bytes[done...].withUnsafeBytes { Self.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw failure("written") }
            done += written
        }
    }

    private func read(_ descriptor: Int32) throws(CallFunnelError) -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("read") }
        var content = [UInt8](repeating: 0, count: Int(status.st_size))
        var done = 0
        while done < content.count {
            let count = content[done...].withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress, $0.count, off_t(done))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read") }
            if count == 0 { break }
            done += count
        }
        return Array(content.prefix(done))
    }

    /// What `errno` says, in words that help.
    private func failure(_ what: String) -> CallFunnelError {
        let number = errno
        let reason = String(cString: strerror(number))
        switch number {
        case ENOSPC, EDQUOT:
            return CallFunnelError(
                .diskFull, "the ledger could not be \(what): the disk is full; make room and start again")
        case EISDIR:
            return CallFunnelError(
                .ledgerUnwritable, "the path of the ledger is a folder; give the path of a file in it")
        case EACCES, EPERM, EROFS, ENOENT, ENOTDIR:
            return CallFunnelError(
                .ledgerUnwritable, "the ledger could not be \(what) (\(reason)); its folder must exist and be writable")
        default:
            return CallFunnelError(.ledgerFailed, "the ledger could not be \(what) (\(reason))")
        }
    }

    private static func open(_ path: String, _ flags: Int32) -> Int32 {
        // Only the owner: keys name calls and contacts' messages.
        Foundation.open(path, flags, 0o600)
    }

    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        Foundation.write(descriptor, bytes, count)
    }
}
