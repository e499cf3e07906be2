#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the SQL of docs/ledgers.md, as it stands there, on SQLite and on a throwaway PostgreSQL."""
import json
import pathlib
import re
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from databases import PostgreSQL, SQLite  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAMES = {"schema", "seen", "recorded", "claim", "state", "release", "record", "setMarks", "marks", "forget"}


def statements(database):
    text = (ROOT / "docs" / "ledgers.md").read_text()
    found = dict(re.findall(rf"^```sql\n-- {database}: (\w+)\n(.*?)^```", text, re.M | re.S))
    assert found.keys() == NAMES, f"{database}: {sorted(found.keys() ^ NAMES)} missing or not known"
    return found


class Ledger:
    """What the Swift ledger of the guide does with a connection."""

    def __init__(self, connection, sql):
        self.connection, self.sql = connection, sql

    def run(self, name, *values):
        return self.connection.execute(self.sql[name], list(values))

    def unrecorded(self, keys):
        question = json.dumps(keys)
        self.run("seen", question)
        recorded = {row[0] for row in self.run("recorded", question)}
        return [key for key in keys if key not in recorded]

    def claim(self, key, owner, lease=300):
        if self.run("claim", key, owner, str(lease)):
            return "granted"
        return "recorded" if self.run("state", key) else "leased"

    def release(self, keys, owner):
        self.run("release", json.dumps(keys), owner)

    def put(self, keys, marks):
        new = self.run("record", json.dumps(keys))
        self.run("setMarks", json.dumps(marks))
        return [row[0] for row in new]

    def record(self, keys, marks={}):
        self.connection.begin()
        new = self.put(keys, marks)
        self.connection.commit()
        return new

    def marks(self, names):
        return {row[0]: row[1] for row in self.run("marks", json.dumps(names))}


def same(found, expected):
    assert found == expected, f"expected {expected!r}, found {found!r}"


def unknown(one, two):
    """unknown, recorded, order and repetition"""
    same(one.unrecorded(["t/c", "t/a", "t/b"]), ["t/c", "t/a", "t/b"])
    one.record(["t/a", "t/a"])
    same(two.unrecorded(["t/c", "t/a", "t/b"]), ["t/c", "t/b"])
    same(one.unrecorded([]), [])
    one.record([])
    one.record(["t/a"])
    same(two.unrecorded(["t/a"]), [])


def strange(one, two):
    """keys of any characters, compared by bytes"""
    keys = ["t/it's", 't/"q"', "t/100%_", "t/b\\s", "t/$1 ?1", "t/two\nlines", "t/caf\u00e9", "t/cafe\u0301", "t/A", "t/a ",
            "t/" + "x" * 999 + "1", "t/" + "x" * 999 + "2", "t/\U0001f1e9\U0001f1ea"]
    for key in keys:
        same(one.unrecorded([key]), [key])
        same(one.claim(key, "a"), "granted")
        one.record([key])
        same(two.unrecorded([key]), [])


def large(one, two):
    """10,000 keys recorded, 100,000 asked"""
    keys = [f"large/{number}" for number in range(100_000)]
    one.record(keys[:10_000])
    same(two.unrecorded(keys), keys[10_000:])


def claims(one, two):
    """claims: granted, again, leased, released, recorded"""
    same(one.claim("c/1", "a"), "granted")
    same(one.claim("c/1", "a"), "granted")
    same(two.claim("c/1", "b"), "leased")
    same(two.unrecorded(["c/1"]), ["c/1"])
    two.release(["c/1"], "b")
    same(two.claim("c/1", "b"), "leased")
    one.release(["c/1"], "a")
    same(two.claim("c/1", "b"), "granted")
    one.record(["c/1"])
    same(two.claim("c/1", "b"), "recorded")
    same(one.claim("c/1", "a"), "recorded")


def contention(one, two):
    """two owners claim the same 200 events at once, each goes to one"""
    results = {}

    def take(ledger, owner):
        results[owner] = [ledger.claim(f"race/{number}", owner) for number in range(200)]

    threads = [threading.Thread(target=take, args=pair) for pair in ((one, "a"), (two, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for pair in zip(results["a"], results["b"]):
        same(sorted(pair), ["granted", "leased"])


def leases(one, two):
    """a lease ends by the database's clock, and not before"""
    same(one.claim("l/1", "a", 1.5), "granted")
    time.sleep(0.5)
    same(two.claim("l/1", "b", 1.5), "leased")
    same(one.claim("l/1", "a", 1.5), "granted")
    time.sleep(1.1)
    same(two.claim("l/1", "b", 1.5), "leased")
    time.sleep(0.6)
    same(two.claim("l/1", "b", 1.5), "granted")
    same(one.claim("l/1", "a", 1.5), "leased")
    one.release(["l/1"], "a")
    same(one.claim("l/1", "a", 1.5), "leased")


def atomic(one, two):
    """keys and marks of an entry become visible together"""
    one.record(["m/0"], {"read": "0", "other": "it's\n\"7\""})
    one.connection.begin()
    one.put(["m/1", "m/2"], {"read": "1"})
    same(two.run("recorded", json.dumps(["m/1", "m/2"])), [])
    same(two.marks(["read"]), {"read": "0"})
    one.connection.commit()
    same(two.unrecorded(["m/1", "m/2"]), [])
    same(two.marks(["read", "other", "none"]), {"read": "1", "other": "it's\n\"7\""})


def rollback(one, two):
    """a handler's transaction that is rolled back leaves the event unrecorded and claimable"""
    same(one.claim("x/1", "a"), "granted")
    one.connection.begin()
    same(one.put(["x/1"], {}), ["x/1"])
    one.connection.execute("UPDATE totals SET events = events + 1", [])
    one.connection.rollback()
    same(two.unrecorded(["x/1"]), ["x/1"])
    same(two.claim("x/1", "b"), "leased")
    same(one.claim("x/1", "a"), "granted")
    same(int(one.connection.execute("SELECT events FROM totals", [])[0][0]), 0)


def once(one, two):
    """effect and record commit together: two at one event, one takes effect"""
    def handle(ledger, news):
        for number in range(50):
            ledger.connection.begin()
            new = ledger.put([f"once/{number}"], {})
            if new:
                ledger.connection.execute("UPDATE totals SET events = events + 1", [])
            ledger.connection.commit()
            news.append(len(new))

    news = ([], [])
    threads = [threading.Thread(target=handle, args=pair) for pair in zip((one, two), news)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    same([sum(pair) for pair in zip(*news)], [1] * 50)
    same(int(one.connection.execute("SELECT events FROM totals", [])[0][0]), 50)


def claim_meets_record(one, two):
    """a claim that waits for a record to commit finds it recorded"""
    same(one.claim("w/1", "a", 0), "granted")
    one.connection.begin()
    one.put(["w/1"], {})
    result = []
    thread = threading.Thread(target=lambda: result.append(two.claim("w/1", "b")))
    thread.start()
    time.sleep(0.3)
    same(result, [])
    one.connection.commit()
    thread.join()
    same(result, ["recorded"])


def retention(one, two):
    """old events are forgotten, unless they are looked up"""
    one.record(["old/1", "old/2"])
    same(one.claim("old/3", "a"), "granted")
    one.connection.age(8)
    two.unrecorded(["old/2"])
    one.run("forget")
    same(two.unrecorded(["old/1", "old/2"]), ["old/1"])
    same(two.claim("old/3", "b"), "granted")


CHECKS = [unknown, strange, large, claims, contention, leases, atomic, claim_meets_record, rollback, once, retention]


def main():
    start = time.monotonic()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="ledgers-") as folder:
        for kind in (SQLite, PostgreSQL):
            sql = statements(kind.__name__)
            with kind(pathlib.Path(folder)) as database:
                first = database.connect()
                first.script(sql["schema"] + "CREATE TABLE totals (events integer); INSERT INTO totals VALUES (0);")
                ledgers = [Ledger(first, sql), Ledger(database.connect(), sql)]
                for check in CHECKS:
                    try:
                        check(*ledgers)
                        print(f"ok      {kind.__name__}: {check.__doc__}", flush=True)
                    except Exception as error:
                        failed += 1
                        print(f"FAILED  {kind.__name__}: {check.__doc__}\n        {error!r}", flush=True)
                        for ledger in ledgers:
                            ledger.connection.rollback()
    print(f"ledgers: {2 * len(CHECKS) - failed} of {2 * len(CHECKS)} checks in {time.monotonic() - start:.1f} s")
    return 1 if failed else 0


sys.exit(main())
