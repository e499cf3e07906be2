# SPDX-License-Identifier: Apache-2.0
"""Turns across channels, with many at one instant and some without an id."""

from datetime import timedelta

from forms import extras, stamp

ROLES = ["agent", "customer", "assistant", "contact", "system", "user", "agent", "supervisor", "agent", None]
CHANNELS = ["wa", "tg", "email", "voice", "wa", "rcs", "tg"]
STATUSES = ["sent", "delivered", "read", "failed", "queued", "absent", None, "bounced_β", "delivered", "receipt"]
OURS = ("agent", "assistant", "system")
GROUPS = [6, 1, 4, 2, 7, 1, 5, 3]  # how many turns share one instant, from the newest back
TEXTS = ["Hi — 20 % off?", "да, пожалуйста", "👍🏽 sounds good", "Line one\nline two", "\"quoted\" \\ text"]


def turn_form(mark, number, moment, kind):
    """One turn. `x_mark` is an unknown field of the service's own, unlike in any two turns."""
    role = ROLES[number % len(ROLES)]
    form = ("offset", "naive", "zulu")[number % 3]
    turn = {"channel": CHANNELS[number % len(CHANNELS)], "ts": stamp(moment, form), "role": role,
            "content": f"{TEXTS[number % len(TEXTS)]} [{mark}-{number}]", "x_mark": f"{mark}-{number}"}
    if role is None:
        turn["channel"] = None
    if kind == "mixed" and number % 6 != 1:
        turn["id"] = f"turn_{mark}_{number}"
    if kind == "integer":
        turn["id"] = 300000 + number
    status = STATUSES[(number * 7 + number // 10) % len(STATUSES)]
    if role in OURS:
        if status == "receipt":
            turn["delivered_at"] = stamp(moment + timedelta(seconds=2, microseconds=8), form)
        elif status != "absent":
            turn["status"] = status
        if status in ("delivered", "read") and number % 4:
            turn["delivered_at"] = stamp(moment + timedelta(milliseconds=1500), form)
    elif number % 2:
        turn["status"] = "delivered"
    return turn | extras(number)


def history(mark, count, newest, kind):
    """Turns from `newest` back: groups at one instant, now and then two instants a microsecond apart."""
    turns, moment, group = [], newest, 0
    while len(turns) < count:
        for _ in range(min(GROUPS[group % len(GROUPS)], count - len(turns))):
            turns.append(turn_form(mark, count - len(turns), moment, kind))
        group += 1
        moment -= timedelta(microseconds=1) if group % 3 == 0 else timedelta(seconds=37, microseconds=1003)
    return turns


def message_story(mark, number, base, steps, role="agent", channel="wa", with_id=True, written=None):
    """One message that comes by steps: [(second, status or None)]."""
    first = steps[0][0]
    form = ("zulu", "naive", "offset")[number % 3]
    moment = base + timedelta(seconds=first if written is None else written, microseconds=number)
    plain = {"channel": channel, "ts": stamp(moment, form), "role": role,
             "content": f"live {number} ☎", "x_mark": f"{mark}-{number}"} | extras(number)
    if with_id:
        plain = {"id": f"turn_{mark}_{number}"} | plain
    story, delivered = [], None
    for second, status in steps:
        turn = plain | ({"status": status} if status else {})
        if status in ("delivered", "read"):
            delivered = delivered or stamp(base + timedelta(seconds=second), form)
            turn["delivered_at"] = delivered
        story.append((second, turn))
    return story


def burst(base, late_receipt):
    """More turns at once than a page holds."""
    turns = history("b", 31, base + timedelta(seconds=3), "string")
    stories = []
    for place, turn in enumerate(turns):
        turn["id"] = 310000 + place
        stories.append([(3.0, turn)])
    if late_receipt:
        turn = turns[26] | {"role": "agent", "channel": "wa", "status": "sent"}
        turn.pop("delivered_at", None)
        receipt = turn | {"status": "delivered", "delivered_at": stamp(base + timedelta(seconds=5), "offset")}
        stories[26] = [(3.0, turn), (5.0, receipt)]
    return stories


def build_turns(base, phones, late_receipt):
    old = base - timedelta(minutes=4, microseconds=base.microsecond) + timedelta(microseconds=123457)
    stories = {
        phones[0]: [[(0.0, turn)] for turn in history("a", 138, old, "mixed")],
        phones[1]: [[(0.0, turn)] for turn in history("i", 47, old, "integer")] + burst(base, late_receipt),
        phones[2]: [[(0.0, turn)] for turn in history("c", 6, old, "mixed")],
    }
    say = message_story
    stories[phones[0]] += [
        say("d", 1, base, [(0.6, "queued"), (1.3, "sent"), (2.6, "delivered")], with_id=False),
        say("d", 2, base, [(1.2, None)], role="customer", channel="tg", with_id=False),
        say("d", 3, base, [(2.1, "queued"), (4.4, "failed")], channel="email"),
        say("d", 4, base, [(4.9, "sent"), (6.5, "read")], role="assistant", with_id=False),
        say("d", 5, base, [(7.7, None)], role="user", channel="email"),
    ]
    stories[phones[1]].append(say("e", 1, base, [(0.0, "queued"), (0.8, "sent"), (1.9, "delivered")], written=-30))
    stories[phones[2]] += [
        say("f", 1, base, [(0.4, "queued"), (0.9, "sent"), (1.6, "delivered"), (3.2, "read")]),
        say("f", 2, base, [(2.0, None)], role="contact"),
        say("f", 3, base, [(2.7, "delivered")], role="system", channel="tg"),
        say("f", 4, base, [(3.5, "queued")], channel="email"),
        say("f", 5, base, [(5.0, None)], role="customer", channel="email", written=-20),
        say("f", 6, base, [(5.5, None)], role="agent", channel="voice"),
        say("f", 7, base, [(5.8, "sent"), (7.9, "delivered")], channel="tg"),
        say("f", 8, base, [(6.9, "bounced_β")], channel="rcs"),
    ]
    return stories
