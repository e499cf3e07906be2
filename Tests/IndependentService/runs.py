# SPDX-License-Identifier: Apache-2.0
"""Runs and their calls, and how they came to be what they are."""

import copy
from datetime import timedelta

from forms import PAST_64_BITS, extras, stamp

# What a call or a run learns only while it goes on.
LEARNED = ("started_at", "ended_at", "duration_seconds", "disposition", "transcript_url", "recording_url",
           "cost_minor", "currency", "failure_reason")
FAILURES = {"failed": "provider_error", "busy": "busy", "no_answer": "no-answer", "canceled": None}
# The call statuses of the runs with nested calls, a line for each such run.
NESTED = [
    ("7", "completed", ["completed", "busy", "completed", "no_answer", "failed"]),
    ("7", "completed", ["completed", "canceled", "voicemail_dropped", "completed"]),
    ("7", "failed", ["failed", "failed", "completed"]),
    ("7", "running", ["completed", "in_progress", "ringing", "queued", None]),
    ("7", "completed", ["completed", "completed", "no_answer", "completed", "busy"]),
    ("7", "running", ["busy", "on_hold_β", "absent", "in_progress"]),
    ("7", "completed", ["no_answer", "completed", "completed"]),
    ("7", "paused", ["completed", "queued", "failed"]),
    ("wf_winback", "completed", ["completed", "failed", "completed", "canceled"]),
    ("wf_winback", "running", ["ringing", "completed", "no_answer"]),
    ("wf_winback", "failed", ["failed", "busy", "failed", "completed"]),
    ("wf_winback", "completed", ["completed", "completed", "busy", "no_answer", "completed"]),
    ("wf_winback", "cancelled", ["canceled", "canceled", "completed", "queued"]),
    ("wf_winback", "completed", ["failed", "completed", "completed"]),
]
# The runs of that table that go on while a live world lives: row -> (appears, starts, ends).
GOES_ON = {0: (0.0, 0.9, 4.8), 3: (1.1, 1.7, None), 4: (0.4, 2.2, 5.6), 6: (2.0, 2.9, 7.6),
           8: (0.0, 0.5, 3.3), 11: (1.5, 3.1, 6.9), 13: (3.6, 4.2, 7.9)}


def call_form(number, status, workflow, run_id, moment, form):
    """One call as it ends up; `moment` is when it ended."""
    call = {"id": 52000 + number} if workflow == "7" else {"call_id": f"ca_{number:03d}"}
    if number % 5 == 0 and workflow == "7":
        call = {"call_id": f"leg-{number}", "id": 52000 + number}
    call |= {"run_id": run_id, "direction": "inbound" if number % 4 == 0 else "outbound",
             "phone": f"+1415555{1000 + number}"}
    if number % 3:
        call |= {"workflow_id": int(workflow) if workflow == "7" else workflow, "recording_url": None}
    if status != "absent":
        call["status"] = status
    if status == "completed":
        call |= {"disposition": ["interested", "callback", "außerhalb", None][number % 4],
                 "duration_seconds": 31 + number, "cost_minor": 4 * number, "currency": "USD",
                 "transcript_url": f"https://callfunnel.ai/t/{number}?x=1&y=%2B"}
    if status in FAILURES:
        call |= {"failure_reason": FAILURES[status], "cost_minor": 0, "duration_seconds": None}
    if status in FAILURES or status == "completed":
        call["started_at"] = stamp(moment - timedelta(seconds=31 + number, microseconds=5), form)
        if number % 7:
            call["ended_at"] = stamp(moment, form)
    return call | extras(number)


def earlier(call, status):
    return {key: value for key, value in call.items() if key not in LEARNED} | {"status": status}


def nested_story(row, base, first_call):
    workflow, status, statuses = NESTED[row]
    form = "offset" if workflow == "7" else "naive"
    run_id = 700 + row if workflow == "7" else f"run-{row}"
    appears, starts, ends = GOES_ON.get(row, (0.0, 0.0, 0.0))
    goes_on = row in GOES_ON
    origin = base if goes_on else base - timedelta(hours=3 + row, microseconds=7 * row + 1)
    at = lambda second: origin + timedelta(seconds=second)
    last = ends if ends is not None else 7.2
    finishes = [starts + (last - starts) * (place + 1) / (len(statuses) + 1) for place in range(len(statuses))]
    calls = [call_form(first_call + place, word, workflow, run_id, at(finishes[place]), form)
             for place, word in enumerate(statuses)]
    run = {"run_id": run_id} if workflow == "7" else {"id": run_id}
    if row == 4:
        run = {"id": 99004, "run_id": run_id}
    run |= {"workflow_id": workflow, "status": status, "started_at": stamp(at(starts), form)}
    if status in ("completed", "failed", "cancelled"):
        run["ended_at"] = stamp(at(last), form)
    elif row % 2:
        run["ended_at"] = None
    run |= {"calls": calls} | extras(row + 2) | (PAST_64_BITS if row == 5 else {})
    if not goes_on:
        return [(0.0, run)]
    waiting = earlier(run, "queued") | {"calls": [earlier(call, "queued") for call in calls]}
    story = [(appears, waiting)]
    for moment in [starts, *finishes]:
        so_far = [call if end <= moment or call.get("status") in ("queued", None) else earlier(call, "in_progress")
                  for call, end in zip(calls, finishes)]
        going = {key: value for key, value in run.items() if key != "ended_at"} | {"status": "running"}
        story.append((moment, going | {"calls": so_far}))
    return story + [(last, run)]


def inline_stories(base):
    """Runs that are their own one call."""
    old = base - timedelta(hours=2)
    naive = lambda second: stamp(old + timedelta(seconds=second, microseconds=11), "naive")
    now = lambda second: stamp(base + timedelta(seconds=second), "naive")
    one = {"run_id": "run-in-1", "call_id": "ca_in_1", "status": "completed", "direction": "outbound",
           "started_at": naive(1), "ended_at": naive(64), "duration_seconds": 63, "disposition": "sold"} | extras(0)
    two = {"id": "run-in-2", "status": "completed", "direction": "inbound", "cost_minor": 9, "currency": "EUR",
           "started_at": now(1.9), "ended_at": now(5.1), "duration_seconds": 3, "calls": None} | extras(1)
    three = {"run_id": "run-in-3", "call_id": 88003, "status": "busy", "failure_reason": "busy",
             "direction": "outbound", "started_at": naive(5), "ended_at": naive(9)} | extras(3)
    four = {"id": "run-in-4", "status": "in_progress", "direction": "outbound", "started_at": naive(7)} | extras(4)
    five = {"id": "run-in-5", "call_id": None, "status": "queued", "direction": "outbound", "phone": "+14155559999"}
    six = {"run_id": "run-in-6", "call_id": "ca_in_6", "status": "failed", "direction": "outbound",
           "started_at": naive(8), "ended_at": naive(10), "failure_reason": "provider_error"} | extras(2)
    going = {k: v for k, v in two.items() if k not in LEARNED or k == "started_at"} | {"status": "in_progress"}
    return [[(0.0, one)], [(0.7, earlier(two, "queued")), (1.9, going), (5.1, two)], [(0.0, three)],
            [(0.0, four)], [(0.0, five)], [(0.0, six)]]


def odd_stories(base):
    """Runs without calls, with words of their own, or saying very little."""
    old = base - timedelta(hours=5)
    at = lambda second: stamp(old + timedelta(seconds=second, microseconds=99), "offset")
    seven = [
        {"run_id": 720, "status": "cancelled", "calls": []} | extras(0),
        {"run_id": 721, "workflow_id": 7, "status": "draining"} | extras(1),
        {"run_id": 722, "status": None, "started_at": at(1), "ended_at": at(2), "calls": []},
        {"run_id": 723},
        {"run_id": 724, "status": "queued", "started_at": None, "ended_at": None, "calls": []} | extras(3),
    ]
    return [[(0.0, run)] for run in seven]


def build_runs(base, workflows):
    """Stories by workflow."""
    stories = {name: [] for name in workflows}
    first_call = 1
    for row, (workflow, _, statuses) in enumerate(NESTED):
        stories[workflow].append(nested_story(row, base, first_call))
        first_call += len(statuses)
    stories[workflows[0]] += odd_stories(base)
    stories[workflows[1]] += inline_stories(base)
    plain = {"id": "run-plain", "status": "completed", "ended_at": stamp(base - timedelta(days=2), "naive")}
    stories[workflows[1]].insert(0, [(0.0, plain | {"started_at": stamp(base - timedelta(days=3), "naive")})])
    return copy.deepcopy(stories)
