#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Keeps the arrows of docs/architecture.md pointing one way: which folder may name types declared in which."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CallFunnel"

# Folder: the folders whose types it may name, besides its own and the front doors at the module root.
ALLOWED = {
    "Time": set(),
    "Cryptography": set(),
    "Concurrency": set(),
    "Transport": {"Time"},
    "Resources": {"Time"},
    "Events": {"Resources", "Time", "Cryptography"},
    "Wire": {"Events", "Resources", "Time", "Cryptography"},
    "Reading": {"Wire", "Resources", "Transport", "Time"},
    "Ledgers": {"Events", "Time", "Concurrency", "Cryptography"},
    "Receiving": {"Wire", "Events", "Resources", "Transport", "Ledgers", "Time", "Cryptography", "Concurrency"},
    "Providers": {"Resources", "Events", "Transport", "Time", "Cryptography", "Receiving"},
    "Watching": {"Reading", "Events", "Resources", "Ledgers", "Time", "Cryptography"},
    "Feeding": {"Watching", "Receiving", "Events", "Resources", "Time"},
}
# Of the front doors, what each layer may name; a leaf knows only the error.
DOORS = {
    "Time": set(),
    "Cryptography": set(),
    "Concurrency": set(),
    "Transport": {"CallFunnelError", "CallFunnelClient"},
    "Resources": set(),
    "Events": {"CallFunnelEvent"},
    "Wire": {"CallFunnelEvent", "CallFunnelError"},
    "Reading": {"CallFunnelClient", "CallFunnelError"},
    "Ledgers": {"EventLedger", "LedgerEntry", "LedgerClaim", "CallFunnelError"},
    "Receiving": {"WebhookReceiver", "CallFunnelEvent", "CallFunnelError", "EventLedger", "LedgerEntry", "LedgerClaim"},
    "Providers": {"CallFunnelError", "EventLedger", "LedgerEntry", "LedgerClaim"},
    "Watching": {"Watcher", "CallFunnelClient", "CallFunnelEvent", "CallFunnelError", "EventLedger", "LedgerEntry",
                 "LedgerClaim"},
    "Feeding": {"EventFeed", "Watcher", "WebhookReceiver", "CallFunnelEvent", "CallFunnelError"},
}
DECLARATION = re.compile(
    r"^(?:public |package |internal )?(?:final )?(?:indirect )?(?:struct|class|enum|actor|protocol|typealias) (\w+)", re.M)
NOISE = re.compile(r"//.*$|\"(?:\\.|[^\"\\])*\"", re.M)


def code(path):
    return NOISE.sub("", path.read_text())


def main():
    home, failures = {}, []
    for path in sorted(ROOT.rglob("*.swift")):
        folder = path.relative_to(ROOT).parts[0] if path.parent != ROOT else ""
        if folder and folder not in ALLOWED:
            failures.append(f"{folder}: a folder that the architecture does not name")
        for name in DECLARATION.findall(code(path)):
            home.setdefault(name, folder)
    for path in sorted(ROOT.rglob("*.swift")):
        if path.parent == ROOT:
            continue
        folder = path.relative_to(ROOT).parts[0]
        words = set(re.findall(r"(?<![.\w])[A-Z]\w*", code(path)))
        for word in sorted(words & home.keys()):
            there = home[word]
            allowed = DOORS.get(folder, set()) if there == "" else ALLOWED.get(folder, set()) | {folder}
            if (word if there == "" else there) not in allowed:
                failures.append(f"{path.relative_to(ROOT)} names {word} of {there or 'the module root'}")
    for failure in failures:
        print(f"layering: {failure}")
    print(f"layering: {len(home)} types in {len(ALLOWED)} folders, {len(failures)} arrows against the architecture")
    return 1 if failures else 0


sys.exit(main())
