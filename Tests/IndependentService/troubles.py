# SPDX-License-Identifier: Apache-2.0
"""Disturbances: which request gets which, always the same for one seed."""

import math
import random
import threading
import time
from collections import Counter
from email.utils import formatdate

KINDS = ("rate-limit", "server-error-html", "truncated", "slow", "reset", "one-401")
SHARE = 0.25
CALM_START = 6  # good answers before the one 401, so that it is no wrong key
PAGE = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1><hr>edge β</body></html>"


class Troubles:
    def __init__(self, kinds, seed):
        self.kinds = [kind for kind in kinds if kind != "one-401"]
        self.seed = seed
        self.lock = threading.Lock()
        self.asked, self.in_a_row, self.made = Counter(), Counter(), Counter()
        self.good = 0
        self.refuse_once = "one-401" in kinds
        self.not_before = {}
        self.too_early = 0

    def active(self):
        return bool(self.kinds) or self.refuse_once or self.made["one-401"] > 0

    def choose(self, request):
        """The trouble for this asking of `request` (a text), with a source of chance, or None."""
        with self.lock:
            if time.time() < self.not_before.pop(request, 0) - 0.05:
                self.too_early += 1
            self.asked[request] += 1
            chance = random.Random(f"{self.seed}|{request}|{self.asked[request]}")
            kind = None
            if self.refuse_once and self.good >= CALM_START and self.in_a_row[request] < 2:
                self.refuse_once, kind = False, "one-401"
            elif self.kinds and self.in_a_row[request] < 2 and chance.random() < SHARE:
                kind = chance.choice(self.kinds)
            if kind is None:
                self.in_a_row[request] = 0
                self.good += 1
                return None, chance
            self.in_a_row[request] += 1
            self.made[kind] += 1
            return kind, chance

    def retry_after(self, request, chance):
        """The header's value: seconds, or a date; and remembered, to see whether it is kept."""
        now = time.time()
        if chance.random() < 0.5:
            with self.lock:
                self.not_before[request] = now + 1
            return "1"
        moment = math.ceil(now + 0.2)
        with self.lock:
            self.not_before[request] = moment
        return formatdate(moment, usegmt=True)

    def refusal(self, kind, request, chance):
        """(status, headers, body) of an answer that replaces the real one, or None."""
        if kind == "rate-limit":
            headers = {"Retry-After": self.retry_after(request, chance)} if chance.random() < 0.8 else {}
            return 429, headers | {"Content-Type": "application/json"}, b'{"detail":"Rate limit exceeded"}'
        if kind == "server-error-html":
            status, reason = chance.choice([(500, "Internal Server Error"), (502, "Bad Gateway"),
                                            (503, "Service Unavailable"), (504, "Gateway Time-out")])
            headers = {"Content-Type": "text/html; charset=utf-8"}
            if status == 503 and chance.random() < 0.5:
                headers["Retry-After"] = self.retry_after(request, chance)
            return status, headers, PAGE.format(f"{status} {reason}").encode()
        if kind == "one-401":
            headers = {"Content-Type": "application/json", "WWW-Authenticate": "Bearer"}
            return 401, headers, b'{"detail":"Could not validate credentials"}'
        return None
