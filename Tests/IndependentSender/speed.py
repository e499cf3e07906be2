# SPDX-License-Identifier: Apache-2.0
"""Times the check of a signed 1 KiB body: this package in release, the stripe package, and Python's own HMAC.

All in one run, in turns, since the machine's pace changes by the minute. Builds the package in release first, which
takes a minute or two; in the folder given as an argument, where that is kept.
"""

import hashlib
import hmac
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import stripe

from signing import VERSION, header

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SECRET = "cfsec_Zm9vYmFyYmF6cXV4"
ROUNDS, CALLS = 7, 20_000
MANIFEST = """// swift-tools-version: 6.2
import PackageDescription
let package = Package(
    name: "Speed", platforms: [.macOS(.v15)], dependencies: [.package(name: "CallFunnel", path: "%s")],
    targets: [.executableTarget(
        name: "Speed", dependencies: [.product(name: "CallFunnel", package: "CallFunnel")], path: ".")])
""" % ROOT
# Reads the body, the header and the time, then answers every line with the nanoseconds a call took.
PROGRAM = """import CallFunnel
import Foundation
let secret = try WebhookSecret(readLine() ?? "")
let body = Array((readLine() ?? "").utf8)
let headers: HTTPHeaders = ["Content-Type": "application/json", "X-CF-Signature": readLine() ?? ""]
while let line = readLine(), let calls = Int(line) {
    var accepted = 0
    let time = try ContinuousClock().measure {
        for _ in 0..<calls {
            let signature = try WebhookSignature(headers: headers)
            let match = try signature.verify(body, secrets: [secret], at: signature.signedAt)
            accepted += match.secretIndex + 1
        }
    }
    guard accepted == calls else { break }
    print(Double(time.components.attoseconds) / 1e9 / Double(calls))
    fflush(nil)
}
"""


def by_hand(body, value, now):
    """What people write themselves: split, compute, compare, look at the clock."""
    fields = dict(field.split("=", 1) for field in value.split(","))
    code = hmac.digest(SECRET.encode(), fields["t"].encode() + b"." + body, hashlib.sha256)
    return hmac.compare_digest(code.hex(), fields["v1"]) and abs(now - int(fields["t"])) <= 300


def each(calls, check):
    start = time.perf_counter()
    for _ in range(calls):
        assert check()
    return (time.perf_counter() - start) / calls * 1e9


def main():
    if len(sys.argv) > 1:  # Keeps what was built, for the next time.
        pathlib.Path(sys.argv[1]).mkdir(exist_ok=True)
        return compare(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        compare(folder)


def compare(folder):
    body = json.dumps({"id": "evt_1", "type": "call.completed", "data": {"note": "x" * 966}}).encode()
    body += b" " * (1024 - len(body))
    now = int(time.time())
    value = header(body, SECRET, at=now)
    pathlib.Path(folder, "Package.swift").write_text(MANIFEST)
    pathlib.Path(folder, "main.swift").write_text(PROGRAM)
    subprocess.run(
        ["swift", "build", "-c", "release", "--package-path", folder], check=True, capture_output=True, timeout=900)
    program = subprocess.Popen(
        [f"{folder}/.build/release/Speed"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    program.stdin.write(f"{SECRET}\n{body.decode()}\n{value}\n")

    def ours():
        program.stdin.write(f"{CALLS}\n")
        program.stdin.flush()
        return float(program.stdout.readline())

    contenders = {
        "CallFunnel, release": ours,
        f"Python, stripe {VERSION}": lambda: each(
            CALLS, lambda: stripe.WebhookSignature.verify_header(body, value, SECRET, tolerance=300)),
        "Python by hand, hmac of OpenSSL": lambda: each(CALLS, lambda: by_hand(body, value, now)),
    }
    times = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, measure in contenders.items():
            times[name].append(measure())
    program.stdin.close()
    program.wait()
    for name, measured in times.items():
        measured.sort()
        print(f"{name:34} best {measured[0] / 1000:6.2f} µs, median {measured[ROUNDS // 2] / 1000:6.2f} µs")


main()
