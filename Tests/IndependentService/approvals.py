# SPDX-License-Identifier: Apache-2.0
"""The concession ladder: approvals asked for, and how they are decided."""

from datetime import timedelta

from forms import extras, stamp

# number, last status, asked at second, decided at second. Seconds below zero lie before the world began.
LADDER = [
    (1, "pending", -900, None), (2, "approved", -86400 * 40, -86400 * 39), (3, "denied", 0.5, 5.0),
    (4, "countered", 0.2, 5.2), (5, "escalated", 0.0, 5.4), (6, "expired", 0.9, 5.6),
    (7, "pending", 1.4, None), (8, "approved", -500, -400), (9, "approved", -300, -200),
    (10, "approved", 0.3, 2.5), (11, "approved", -50, 2.5), (12, "approved", 0.6, 4.1), (13, "pending", 3.9, None),
]
SHOWN_LATE = {11: 3.4}  # decided at the same instant as number 10, yet readable only later


def approval_form(number, status, asked, decided, base):
    form = ("offset", "naive", "zulu")[number % 3]
    at = lambda second: stamp(base + timedelta(seconds=second, microseconds=3), form)
    approval = {"id": 9000 + number, "status": status, "workflow_id": 7, "created_at": at(asked),
                "concession": f"{number} % Rabatt für 12 months ✓", "amount_minor": 100 * number,
                "currency": None if number % 2 else "EUR", "call_id": None}
    if decided is not None:
        approval |= {"decided_at": at(decided), "decided_by": "ops@example.test"}
    if number == 7:
        del approval["status"]
    if number == 8:
        approval["decided_at"] = None
    if number == 9:
        approval["status"] = None
    return approval | extras(number)


def build_approvals(base, phones):
    """A story for each approval. The list an approval is read from is told by `_list`, which is never served."""
    stories = []
    for number, status, asked, decided in LADDER:
        last = approval_form(number, status, asked, decided, base)
        last["phone"] = phones[number % len(phones)]
        last["_list"] = status
        if decided is None or decided < 0:
            stories.append([(max(asked, 0.0), last)])
            continue
        waiting = last | {"status": "pending", "_list": "pending", "decided_at": None, "decided_by": None}
        shown = SHOWN_LATE.get(number, decided)
        story = [(max(asked, 0.0), waiting), (shown, last)]
        if number == 12:
            story.insert(1, (2.4, waiting | {"status": "escalated", "_list": "escalated"}))
        stories.append(story)
    return stories
