# SPDX-License-Identifier: Apache-2.0
"""Holds verify-webhook against signatures it did not make."""

import json
import random
import subprocess

from signing import accepts, header

NOW = 1_800_000_000
SECRET, OLD = "cfsec_Zm9vYmFyYmF6cXV4", "cfsec_older_ünï"
BODIES = {
    "an event": b'{"id":"evt_1","type":"call.completed","tenant_id":38,"data":{"id":17}}',
    "indented": json.dumps({"id": "evt_2", "data": {"a": [1, 2.5, None]}}, indent=2).encode(),
    "beyond ASCII": '{"note":"Zoë 👩‍👩‍👧 日本語 \u2028"}'.encode(),
    "empty": b"",
    "one byte": b"7",
    "line ends": b'{\r\n"a":1}\r\n',
    "NUL": b"a\0b",
    "byte order mark": b"\xef\xbb\xbf{}",
    "a megabyte": b"0123456789abcdef" * 65536,
}


def run(executable, body, value, *secrets, now=NOW, options=()):
    """(exit status, first line)."""
    arguments = [f"--secret={secret}" for secret in secrets]
    ended = subprocess.run(
        [executable, f"--header={value}", *arguments, "--now", str(now), *options], input=body, capture_output=True,
        timeout=60)
    said = ended.stdout.decode() + ended.stderr.decode()
    assert not any(secret in said for secret in secrets), "a secret was printed"
    return ended.returncode, (ended.stdout.decode().splitlines() or [""])[0]


def check(executable, report):
    accepted, no_match = (0, "accepted"), (1, "no-match")
    for name, body in BODIES.items():
        value = header(body, SECRET, at=NOW)
        report.check(name, run(executable, body, value, SECRET), accepted)
        report.check(f"{name}, another secret", run(executable, body, value, OLD), no_match)
        report.check(f"{name}, one byte more", run(executable, body + b" ", value, SECRET), no_match)
    body = BODIES["an event"]
    for off, expected in [(300, "accepted"), (-300, "accepted"), (301, "too-old"), (-301, "too-new"),
                          (136_800, "too-old"), (1_800_000_000, "too-old")]:
        value = header(body, SECRET, at=NOW)
        code = 0 if expected == "accepted" else 1
        report.check(f"{off} s off", run(executable, body, value, SECRET, now=NOW + off), (code, expected))
    both = header(body, SECRET, OLD, at=NOW)
    for secrets in [(SECRET,), (OLD,), (SECRET, OLD), (OLD, SECRET), ("other", OLD)]:
        report.check(f"rotation, {len(secrets)} known", run(executable, body, both, *secrets), accepted)
    for value, expected in [("", "missing-header"), ("t=1", "malformed-header"), ("v1=00", "malformed-header"),
                            (f"t={NOW},v0=00", "malformed-header"), (f"t={NOW},v1=00", "no-match")]:
        report.check(f"header {value!r}", run(executable, body, value, SECRET), (1, expected))
    agree(executable, report)


def agree(executable, report):
    """Random requests, changed or not: the package and we say the same of them."""
    dice = random.Random(4)
    seen = set()
    for number in range(60):
        body = "".join(dice.choices('{}[]":,\\/ \n0aé☎😀', k=dice.randrange(200))).encode()
        secret = "".join(dice.choices("abcXYZ019_-=+/é", k=dice.randrange(1, 100)))
        value = header(body, secret, at=NOW + dice.randrange(-300, 301))
        if dice.random() < 0.5:
            at = dice.randrange(len(value))
            # Not what the two are known to read differently: other ways to write a number.
            value = value[:at] + dice.choice("0123456789abcdefF") + value[at + 1:]
        expected = bool(accepts(body, value, secret))
        seen.add(expected)
        code, word = run(executable, body, value, secret, options=("--tolerance", "10000000000"))
        report.check(f"random request {number}, {value[:16]}…", code == 0, expected)
    report.check("both happened", seen, {True, False})
