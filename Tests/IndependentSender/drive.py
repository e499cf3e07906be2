# SPDX-License-Identifier: Apache-2.0
"""Sends what the stripe package signed to verify-webhook and, over a socket, to receive-webhooks."""

import argparse
import os
import sys

import receive
import signing
import verify
from report import Report


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verify-webhook", metavar="PATH")
    parser.add_argument("--receive-webhooks", metavar="PATH")
    options = parser.parse_args()
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]
    report = Report()
    if options.verify_webhook:
        verify.check(options.verify_webhook, report)
    if options.receive_webhooks:
        receive.check(options.receive_webhooks, report)
    print(f"independent sender: stripe {signing.VERSION}, {report.passed} checks passed, {report.failed} failed")
    return 1 if report.failed or not report.passed else 0


if __name__ == "__main__":
    sys.exit(main())
