# SPDX-License-Identifier: Apache-2.0
"""The events that follow, by C6-C10 as written, from what can be read."""

import threading

from forms import read_instant
from world import TENANT

INLINE = ("call_id", "direction", "phone", "duration_seconds", "disposition", "transcript_url", "recording_url",
          "cost_minor", "currency", "failure_reason")
KNOWN = {
    "run": {"run_id", "id", "workflow_id", "status", "started_at", "ended_at", "calls", *INLINE},
    "approval": {"id", "status", "workflow_id", "run_id", "call_id", "phone", "concession", "amount_minor",
                 "currency", "created_at", "decided_at", "decided_by", "note", "_list"},
    "turn": {"id", "channel", "ts", "role", "content", "status", "delivered_at"},
}
KNOWN["call"] = KNOWN["run"]
KNOWN["balance"] = {"tenant_id", "currency", "balance_minor", "plan_tier", "trial_expires_at", "autocharge",
                    "minutes_remaining_at_bundled_rate", "rate_per_minute_minor", "topup_presets_minor"}
RUN_OVER = ("completed", "failed", "cancelled")
CALL_FAILED = ("failed", "busy", "no_answer", "canceled")
OURS = ("agent", "assistant", "system")
THEIRS = ("customer", "contact", "user")
SETTLED = 3.0  # a level or state that has lasted this long has to have been noticed, whatever the trouble


class Seen:
    """What was really answered. It decides about passing states when answers are disturbed."""

    def __init__(self):
        self.lock = threading.Lock()
        self.levels, self.suspensions, self.pending = [], set(), set()

    def balance(self, level):
        with self.lock:
            self.levels.append(level)

    def suspension(self, number):
        with self.lock:
            self.suspensions.add(number)

    def approvals(self, ids):
        with self.lock:
            self.pending.update(ids)


def first_of(thing, *names):
    return next((thing[name] for name in names if thing.get(name) is not None), None)


def unknown(kind, thing):
    return {name: value for name, value in thing.items() if name not in KNOWN[kind]}


def event(kind, name, endpoint, thing, instant=None, subject=None):
    moment = read_instant(instant)
    subject = subject if subject is not None else first_of(thing, "id")
    return {"key": f"{name}/{subject}", "type": name, "endpoint": endpoint,
            "occurred_at": moment.isoformat() if moment else None,
            "unknown_fields": unknown(kind, thing) if kind else {}}


def run_events(run, endpoint):
    run_id, status = first_of(run, "run_id", "id"), run.get("status")
    started, ended = run.get("started_at"), run.get("ended_at")
    if status == "running" or status in RUN_OVER or started:
        yield event("run", "workflow.run.started", endpoint, run, started, run_id) | {"run": str(run_id)}
    calls = run.get("calls")
    if calls is None:
        calls = []
        if any(run.get(name) is not None for name in INLINE):
            calls = [run | {"id": first_of(run, "call_id", "run_id", "id")}]
    for call in calls:
        call_id, status_word = first_of(call, "id", "call_id"), call.get("status")
        name = "call.completed" if status_word == "completed" else "call.failed"
        if status_word == "completed" or status_word in CALL_FAILED:
            yield event("call", name, endpoint, call, call.get("ended_at"), call_id) | {"run": str(run_id)}
    if status in RUN_OVER or ended:
        yield event("run", "workflow.run.ended", endpoint, run, ended, run_id) | {"run": str(run_id)}


def turn_events(turn):
    endpoint, subject = "GET /timeline", first_of(turn, "id")
    subject = "?" if subject is None else subject
    if turn.get("channel") == "voice":
        return
    if turn.get("role") in THEIRS:
        yield event("turn", "message.replied", endpoint, turn, turn.get("ts"), subject)
    if turn.get("role") in OURS:
        status = turn.get("status")
        if status != "queued":
            yield event("turn", "message.sent", endpoint, turn, turn.get("ts"), subject)
        if status in ("delivered", "read") or turn.get("delivered_at"):
            yield event("turn", "message.delivered", endpoint, turn, turn.get("delivered_at"), subject)


def approval_events(approval, was_read):
    """The list an approval stands in tells its state; its own status word may be absent."""
    where = approval["_list"]
    if where == "approved" or (where == "pending" and was_read):
        yield event("approval", "approval.requested", "GET /approvals?status=pending", approval,
                    approval.get("created_at"))
    if where == "approved":
        yield event("approval", "approval.resolved", "GET /approvals?status=approved", approval,
                    approval.get("decided_at"), f"{approval['id']}:approved")


def wallet_events(levels, threshold, balance):
    """Each fires once when its line is crossed, and again only after the balance was back above it."""
    for name, below, above in (("wallet.low", lambda v: v < threshold, lambda v: v > threshold),
                               ("wallet.exhausted", lambda v: v <= 0, lambda v: v > 0)):
        armed, count = True, 0
        for level in levels:
            if armed and below(level):
                armed, count = False, count + 1
                yield event("balance", name, "GET /billing/balance", balance, None, f"{TENANT}#{count}")
            elif above(level):
                armed = True


def all_events(world, seen, threshold, disturbed):
    now = world.now()
    for workflow, things in world.runs.items():
        for thing in things:
            for form in thing.until(now):
                yield from run_events(form, f"GET /workflows/{workflow}/runs")
    for things in world.turns.values():
        for thing in things:
            for form in thing.until(now):
                yield from turn_events(form)
    for thing in world.approvals:
        last = thing.at(now)
        for form in thing.until(now):
            read = not disturbed or form is last or form["id"] in seen.pending
            yield from approval_events(form, read)
    levels, suspensions = world.levels(now), world.suspensions(now)
    if disturbed:
        levels = list(seen.levels)
        if world.level_age(now) > SETTLED:
            levels.append(world.balance_minor(now))
        suspensions = sorted(seen.suspensions)
    yield from wallet_events(levels, threshold, world.balance(now))
    for number in suspensions:
        yield event(None, "tenant.suspended", "any", {}, None, f"{TENANT}#{number}")


def truth(world, seen, threshold, disturbed):
    """Every event once; turns without an id are counted, with their members told by `x_mark`."""
    events, nameless, members = {}, {}, set()
    for one in all_events(world, seen, threshold, disturbed):
        if not one["key"].endswith("/?"):
            events.setdefault(one["key"], one)
            continue
        group = nameless.setdefault(one["key"], {"key": one["key"], "type": one["type"],
                                                 "endpoint": one["endpoint"], "count": 0, "members": []})
        mark = (one["type"], one["unknown_fields"]["x_mark"])
        if mark not in members:
            members.add(mark)
            group["count"] += 1
            group["members"].append({name: one[name] for name in ("occurred_at", "unknown_fields")})
    return [*events.values(), *nameless.values()]
