# SPDX-License-Identifier: Apache-2.0
"""Counts what held and prints what did not."""


class Report:
    def __init__(self):
        self.passed, self.failed = 0, 0

    def check(self, name, seen, expected):
        if seen == expected:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL {name}: {seen!r}, expected {expected!r}", flush=True)
