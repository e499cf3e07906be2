# SPDX-License-Identifier: Apache-2.0
"""The world the service tells of: things with a story, a wallet and a suspension."""

import math
import threading
import time
from datetime import datetime, timedelta

from approvals import build_approvals
from forms import UTC
from runs import build_runs
from timeline import build_turns

TENANT = 38
WORKFLOWS = ("7", "wf_winback")
PHONES = ("+14155550101", "+919876543210", "+447700900123")
DONE_AFTER = 8.0

# (from second, balance in minor units); levels that must be noticed last at least 1.5 s.
WALLET = [(0.0, 1200), (0.8, 500), (1.2, 300), (3.0, -20), (4.6, 900), (6.2, 450)]
SUSPENDED = [(6.2, 8.0)]


class Thing:
    """One resource: what it reads as from which second on."""

    def __init__(self, story):
        self.story = sorted(story, key=lambda version: version[0])

    def at(self, second):
        current = None
        for begins, form in self.story:
            if begins <= second:
                current = form
        return current

    def until(self, second):
        """Every form it was ever read in. A world that stands still shows only the last."""
        if second == math.inf:
            return [self.story[-1][1]]
        return [form for begins, form in self.story if begins <= second]


class World:
    def __init__(self, live=False, late_receipt=False):
        self.live = live
        now = datetime.now(UTC)
        self.base = now if live else now - timedelta(hours=1)
        self.began = None
        self.lock = threading.Lock()
        self.runs = {name: [Thing(s) for s in stories]
                     for name, stories in build_runs(self.base, WORKFLOWS).items()}
        self.approvals = [Thing(s) for s in build_approvals(self.base, PHONES)]
        self.turns = {phone: [Thing(s) for s in stories]
                      for phone, stories in build_turns(self.base, PHONES, late_receipt).items()}

    def start(self):
        """The first request with a good key starts the clock of a live world."""
        with self.lock:
            if self.began is None:
                self.began = time.monotonic()

    def now(self):
        if not self.live:
            return math.inf
        return -1.0 if self.began is None else time.monotonic() - self.began

    def balance_minor(self, second):
        return [level for begins, level in WALLET if begins <= max(second, 0)][-1]

    def levels(self, second):
        """Every level so far. A world that stands still has only its last."""
        if not self.live:
            return [WALLET[-1][1]]
        return [level for begins, level in WALLET if begins <= second]

    def level_age(self, second):
        return math.inf if not self.live else second - [b for b, _ in WALLET if b <= max(second, 0)][-1]

    def suspension(self, second):
        """The number of the suspension in force, counted from 1, or None."""
        if not self.live:
            return None
        for number, (begins, ends) in enumerate(SUSPENDED, 1):
            if begins <= second < ends:
                return number
        return None

    def suspensions(self, second):
        if not self.live:
            return []
        return [number for number, (begins, _) in enumerate(SUSPENDED, 1) if begins <= second]

    def current(self, things, second):
        return [form for form in (thing.at(second) for thing in things) if form is not None]

    def balance(self, second):
        return {
            "tenant_id": TENANT, "currency": "INR", "balance_minor": self.balance_minor(second),
            "plan_tier": "enterprise-β", "trial_expires_at": None, "rate_per_minute_minor": 12.5,
            "autocharge": {"enabled": False, "threshold_minor": None, "x_retry": {"left": 3}},
            "topup_presets_minor": [1000, 2500, 5000, 10000, 25000],
            "x_ledger": {"entries": 9007199254740993, "currency_name": "रुपया", "drift": 0.1},
        }
