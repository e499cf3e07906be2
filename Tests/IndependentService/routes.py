# SPDX-License-Identifier: Apache-2.0
"""What each path answers, without any HTTP: (status, payload, and how to write it)."""

import json
import random
import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Callable
from urllib.parse import parse_qs, unquote

from forms import envelope, read_instant

PAGE_SIZE = 20
RUN_ENVELOPE = {"7": "results", "wf_winback": "own"}
TURN_ENVELOPES = ("own", "data", "bare")
ID_NAMES = ("id", "run_id", "call_id")


@dataclass
class Answer:
    status: int
    payload: object
    headers: dict = field(default_factory=dict)
    weak: bool = False
    ascii_only: bool = False
    chunked: bool = False
    told: Callable[[], None] = lambda: None  # called once the answer goes out undisturbed


def detail(status, text, headers=None):
    return Answer(status, {"detail": text}, headers or {})


def invalid(where, name, message, kind, given=None):
    return Answer(422, {"detail": [{"loc": [where, name], "msg": message, "type": kind, "input": given}]})


def id_texts(value):
    """The same resource with its integer ids written as strings."""
    if isinstance(value, dict):
        return {name: str(part) if name in ID_NAMES and type(part) is int else
                (id_texts(part) if name == "calls" else part) for name, part in value.items()}
    return [id_texts(part) for part in value] if isinstance(value, list) else value


class Routes:
    def __init__(self, world, seen, key):
        self.world, self.seen, self.key = world, seen, key
        self.lock, self.runs_asked = threading.Lock(), Counter()

    def authorised(self, headers):
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and token.strip() == self.key

    def answer(self, method, path, query, headers):
        if not path.startswith("/api/"):
            return detail(404, "Not Found")
        if "Authorization" not in headers:
            return detail(401, "Not authenticated", {"WWW-Authenticate": "Bearer"})
        if not self.authorised(headers):
            return detail(401, "Invalid API key", {"WWW-Authenticate": "Bearer"})
        self.world.start()
        now = self.world.now()
        number = self.world.suspension(now)
        if number is not None:
            refused = detail(403, "Tenant suspended: compliance hold")
            refused.told = lambda: self.seen.suspension(number)
            return refused
        path = path.removeprefix("/api")
        given = {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
        found = re.fullmatch(r"/workflows/([^/]+)/runs", path)
        known = {"/approvals": self.approvals, "/timeline": self.timeline, "/billing/balance": self.balance}
        if not found and path not in known:
            return detail(404, "Not Found")
        if method != "GET":
            return detail(405, "Method Not Allowed", {"Allow": "GET"})
        return self.runs(unquote(found[1]), now) if found else known[path](given, now)

    def runs(self, workflow, now):
        if workflow not in self.world.runs:
            return detail(404, "Workflow not found")
        with self.lock:
            self.runs_asked[workflow] += 1
            asked = self.runs_asked[workflow]
        runs = json.loads(json.dumps(self.world.current(self.world.runs[workflow], now)))
        for place, run in enumerate(runs):
            if run.get("calls") and place % 2 == 0:
                broken = [None, {"status": "completed", "disposition": "lost its id"}, "call", 17]
                run["calls"].insert(1, broken[place // 2 % len(broken)])
        if workflow == "7":
            runs.insert(2, {"status": "completed", "started_at": "2026-01-01T00:00:00Z", "calls": []})
            if (asked - 1) // 3 % 2:
                runs = id_texts(runs)
        else:
            runs.insert(3, "not a run")
        listed = envelope(RUN_ENVELOPE[workflow], runs, "runs")
        return Answer(200, listed, ascii_only=workflow == "7")

    def approvals(self, given, now):
        after = None
        if "decided_after" in given:
            after = read_instant(given["decided_after"])
            if after is None:
                return invalid("query", "decided_after", "Input should be a valid datetime",
                               "datetime_from_date_parsing", given["decided_after"])
        status, listed = given.get("status"), []
        for approval in self.world.current(self.world.approvals, now):
            decided = read_instant(approval.get("decided_at"))
            if status not in (None, approval["_list"]) or (after and decided and decided <= after):
                continue
            listed.append({name: value for name, value in approval.items() if name != "_list"})
        ids = [approval["id"] for approval in listed]
        if status == "approved":
            listed = id_texts(listed)
            listed.insert(1, {"id": None, "status": "approved", "concession": "nobody's"})
        else:
            listed.insert(1, ["not", "an", "approval"])
        answer = Answer(200, envelope("data" if status == "approved" else "items", listed), weak=True)
        if status == "pending":
            answer.told = lambda: self.seen.approvals(ids)
        return answer

    def timeline(self, given, now):
        if "phone" not in given:
            return invalid("query", "phone", "Field required", "missing")
        phone = given["phone"]
        if phone not in self.world.turns:
            return detail(404, "Contact not found")
        before = None
        if "before" in given:
            before = read_instant(given["before"])
            if before is None:
                return invalid("query", "before", "Input should be a valid datetime",
                               "datetime_from_date_parsing", given["before"])
        turns = self.world.current(self.world.turns[phone], now)
        turns = [(read_instant(turn["ts"]), turn) for turn in turns]
        turns = [pair for pair in turns if before is None or pair[0] < before]
        turns.sort(key=lambda pair: (pair[0], pair[1]["x_mark"]), reverse=True)
        page = [turn for _, turn in turns[:PAGE_SIZE]]
        random.Random("|".join(turn["x_mark"] for turn in page)).shuffle(page)
        if page:
            page.insert(len(page) // 2, 404)
        place = list(self.world.turns).index(phone)
        listed = envelope(TURN_ENVELOPES[place], page, "turns")
        if TURN_ENVELOPES[place] == "own":
            denied = {"id": 9900, "status": "denied", "concession": "free year", "decided_at": None}
            listed = {"contact": {"phone": phone, "name": "Zoë 🎈", "x_id": 9007199254740993}} | listed
            listed["approvals"] = [denied]
        return Answer(200, listed, weak=place != 1, ascii_only=place == 1, chunked=place == 0)

    def balance(self, given, now):
        balance = self.world.balance(now)
        answer = Answer(200, balance)
        answer.told = lambda: self.seen.balance(balance["balance_minor"])
        return answer
