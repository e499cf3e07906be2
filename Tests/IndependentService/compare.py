# SPDX-License-Identifier: Apache-2.0
"""Holds what a watcher printed against the service's truth. Each check is (name, complaint or None)."""

import json
from collections import Counter
from datetime import datetime, timezone

FIELDS = {"key", "type", "occurred_at", "source", "data"}
TOLERANCE = 0.002  # seconds; a printed instant may be cut to milliseconds
SHOWN = 4


def few(complaints):
    complaints = [str(one) for one in complaints]
    if not complaints:
        return None
    more = f" … {len(complaints)} in all" if len(complaints) > SHOWN else ""
    return "; ".join(complaints[:SHOWN]) + more


def same(one, other):
    """Equal as JSON: true is not 1, and 3 may be written 3.0."""
    if isinstance(one, bool) or isinstance(other, bool) or one is None or other is None:
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    numbers = isinstance(one, (int, float)) and isinstance(other, (int, float))
    return one == other if numbers or type(one) is type(other) else False


def instant(text):
    try:
        value = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return value if value.tzinfo else value.replace(tzinfo=timezone.utc)


class Expected:
    """The truth, with each member of a nameless group under a key of its own."""

    def __init__(self, events):
        self.events, self.nameless = {}, {}
        for event in events:
            if "count" not in event:
                self.events[event["key"]] = event
                continue
            for member in event["members"]:
                mark = member["unknown_fields"]["x_mark"]
                key = f"{event['type']}/?{mark}"
                self.nameless[(event["type"], mark)] = key
                self.events[key] = event | member | {"key": key, "nameless": True}

    def key_of(self, line):
        data = line["data"]
        if line["key"] in self.events or not isinstance(data, dict) or data.get("id") is not None:
            return line["key"]
        return self.nameless.get((line["type"], data.get("x_mark")), line["key"])


def parse(stdout):
    lines, bad = [], []
    for text in stdout.splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            bad.append(f"not JSON: {text[:80]!r}")
            continue
        if not isinstance(line, dict) or not FIELDS <= line.keys():
            bad.append(f"fields missing: {text[:80]!r}")
        elif line["source"] != "poll" or not str(line["key"]).startswith(f"{line['type']}/"):
            bad.append(f"source or key is off: {text[:80]!r}")
        else:
            lines.append(line)
    return lines, bad


def order_faults(place, expected):
    """Pairs that came the wrong way round; `place` is where each key came first."""
    pairs = []
    for key, event in expected.events.items():
        name, _, subject = key.partition("/")
        if "run" in event and name.startswith("call."):
            pairs += [(f"workflow.run.started/{event['run']}", key), (key, f"workflow.run.ended/{event['run']}")]
        elif name == "workflow.run.ended":
            pairs.append((f"workflow.run.started/{subject}", key))
        elif name == "approval.resolved":
            pairs.append((f"approval.requested/{subject.rpartition(':')[0]}", key))
        elif name == "message.delivered":
            pairs.append((f"message.sent/{subject}", key))
        elif name.startswith("wallet."):
            stem, _, number = key.rpartition("#")
            pairs.append((f"{stem}#{int(number) - 1}", key))
            if name == "wallet.exhausted":
                pairs.append((f"wallet.low/{subject}", key))
    return [f"{later} before {first}" for first, later in pairs
            if first in place and later in place and place[later] < place[first]]


def id_fault(key, data, event):
    if event.get("nameless") or key.startswith("tenant."):
        return None
    subject = key.partition("/")[2]
    if key.startswith("approval.resolved/"):
        subject = subject.rpartition(":")[0]
    if key.startswith("wallet."):
        found = [data.get("tenant_id")]
        subject = subject.partition("#")[0]
    else:
        found = [data.get(name) for name in ("id", "run_id", "call_id")]
    return None if subject in [str(value) for value in found if value is not None] else f"{key}: no id in data"


def compare(truth, stdout):
    lines, bad = parse(stdout)
    expected = Expected(truth["events"])
    keyed = [(expected.key_of(line), line) for line in lines]
    counts, raw = Counter(key for key, _ in keyed), Counter(line["key"] for line in lines)
    place = {}
    for position, (key, _) in enumerate(keyed):
        place.setdefault(key, position)
    doubled = [key for key, count in counts.items() if count > 1]
    doubled += [key for key, count in raw.items() if count > 1 and key not in counts]
    ids, fields, huge, moments = [], [], [], []
    for key, line in keyed:
        event = expected.events.get(key)
        if event is None:
            continue
        if not isinstance(line["data"], dict):
            ids.append(f"{key}: data is no object")
            continue
        ids.append(id_fault(key, line["data"], event))
        for name, value in event["unknown_fields"].items():
            if name not in line["data"] or not same(value, line["data"][name]):
                given = line["data"].get(name, "absent")
                (huge if name == "x_huge" else fields).append(f"{key}: {name} is {given!r:.60}, not {value!r:.60}")
        right, told = event["occurred_at"], instant(line["occurred_at"])
        if right and (told is None or abs((told - instant(right)).total_seconds()) > TOLERANCE):
            moments.append(f"{key}: {line['occurred_at']}, not {right}")
    total = len(expected.events)
    return [
        ("only whole events on stdout", few(bad)),
        (f"nothing missing of {total}", few(key for key in expected.events if key not in counts)),
        ("nothing doubled", few(doubled)),
        ("nothing invented", few(key for key in counts if key not in expected.events)),
        ("order kept", few(order_faults(place, expected))),
        ("data carries the id", few(one for one in ids if one)),
        ("data carries the unknown fields", few(fields)),
        ("data carries integers past 64 bits", few(huge)),
        ("occurred_at is the right instant", few(moments)),
    ]
