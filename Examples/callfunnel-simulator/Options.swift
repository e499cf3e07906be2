// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import ExampleSupport

/// The command line of `callfunnel-simulator`.
struct Options: Sendable {
    var port: UInt16 = 8787
    var seed: UInt64 = 1
    var speed = 1.0
    var faults: [Fault] = []
    var wantsHelp = false

    static let usage = """
        usage: callfunnel-simulator [--port 8787] [--seed N] [--speed X] [--faults LIST]

        Serves a simulated CallFunnel account on 127.0.0.1 while a campaign of 24 s plays, divided by the speed. Port 0
        takes any free one. Faults strike one request in four: all, or a list of
        \(Fault.allCases.map(\.rawValue).joined(separator: ",")).
        """

    init(_ words: [String]) throws {
        var arguments = Arguments(words)
        while let option = try arguments.next() {
            switch option {
            case "--port":
                port = try arguments.only("a port from 0 to 65535") {
                    Values.integer($0, in: 0...65535).flatMap { UInt16(exactly: $0) }
                }
            case "--seed":
                seed = try arguments.only("a whole number") { Values.integer($0).map { UInt64($0) } }
            case "--speed":
                speed = try arguments.only("a number from 0.01 to 1000") { text in
                    Values.decimal(text).flatMap { (0.01...1000).contains($0) ? $0 : nil }
                }
            case "--faults":
                faults = try arguments.only("'all' or a list of faults") { text in
                    (try? Fault.list(text)).flatMap { $0.isEmpty ? nil : $0 }
                }
            case "--help": wantsHelp = true
            default: throw arguments.unknown()
            }
        }
    }
}
