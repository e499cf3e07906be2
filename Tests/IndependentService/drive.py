# SPDX-License-Identifier: Apache-2.0
"""Runs a watch-events executable against the service and holds its output against the truth."""

import argparse
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from compare import compare
from troubles import KINDS

CAP = 30.0
HERE = Path(__file__).resolve().parent
WALLET_BELOW = 500
FULL_CADENCE = 8 * 9  # pollers times polls in the suspension of a live world


class Report:
    def __init__(self):
        self.passed, self.failed, self.lock = 0, 0, threading.Lock()

    def add(self, run, checks):
        with self.lock:
            for name, complaint in checks:
                self.passed += complaint is None
                self.failed += complaint is not None
                print(f"{'ok  ' if complaint is None else 'FAIL'} [{run}] {name}"
                      + (f": {complaint}" if complaint else ""), flush=True)


@contextmanager
def service(*options):
    """A service of our own and what it says of itself; gone afterwards."""
    command = [sys.executable, str(HERE / "service.py"), "--port", "0", "--max-seconds", "60",
               "--wallet-below", str(WALLET_BELOW), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        if not select.select([process.stdout], [], [], 10)[0]:
            raise RuntimeError("the service did not start within 10 s")
        yield json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def watch(executable, arguments, key):
    """(exit status or None when it had to be ended, stdout, stderr)."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {"CALLFUNNEL_API_KEY": key, "NO_PROXY": "127.0.0.1"}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen([executable, *arguments], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                   env=environment, start_new_session=True)
        try:
            status = process.wait(CAP)
        except subprocess.TimeoutExpired:
            status = None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)  # with whatever it started in its session
            process.wait()
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    return status, *texts


def arguments(told, base_url=None, **changed):
    values = {"every": "0.2s", "for": "18s", "format": "json", "phone": told["phones"]} | changed
    command = ["--base-url", base_url or told["base_url"]]
    for workflow in told["workflows"]:
        command += ["--workflow", str(workflow)]
    for phone in values["phone"]:
        command += ["--phone", phone]
    return command + ["--approvals", "--wallet-below", str(WALLET_BELOW), "--every", values["every"],
                      "--for", values["for"], "--start", "everything", "--format", values["format"]]


def manners(account, troubles, live):
    statuses = account["statuses"]
    refused = 1 if "one-401" in troubles else 0
    checks = [
        ("no request the service had to refuse as wrong",
         None if not any(statuses.get(code) for code in ("404", "405", "422"))
         and statuses.get("401", 0) <= refused else str(statuses)),
        ("validators used when offered", None if statuses.get("304") else "never a 304"),
        ("gzip used when offered", None if account["gzipped"] else "never accepted"),
    ]
    for kind in troubles:
        checks.append((f"met {kind} {account['troubles'].get(kind, 0)} times",
                       None if account["troubles"].get(kind) else "the trouble never came"))
    if "rate-limit" in troubles:
        early = account["retried_too_early"]
        checks.append(("Retry-After kept", f"{early} requests came too early" if early else None))
    if live and not troubles:
        asked = sum(account["suspended_requests"].values())
        slow = asked <= FULL_CADENCE * 2 / 3
        checks.append(("slower while suspended", None if slow else f"{asked} requests, {FULL_CADENCE} at full pace"))
    return checks


def one_run(report, executable, name, troubles=(), live=False, options=(), slash=False, **changed):
    extra = (["--live"] if live else []) + (["--trouble", ",".join(troubles)] if troubles else []) + list(options)
    with service(*extra) as told:
        base_url = told["base_url"] + ("/" if slash else "")
        status, out, err = watch(executable, arguments(told, base_url, **changed), told["key"])
        root = told["base_url"].removesuffix("/api")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{root}/truth", timeout=10) as answer:
            truth = json.load(answer)
    tail = err.strip().splitlines()[-1:] or [""]
    ended = {0: None, None: f"not ended after {CAP:g} s"}.get(status, f"exit {status}: {tail[0][:200]}")
    checks = [("ends by itself, exit 0", ended)]
    if live:
        checks.append(("the world was followed to its end", None if truth["final"] else "it ended too early"))
    report.add(name, checks + compare(truth, out) + manners(truth["account"], troubles, live))


def refusals(report, executable):
    """Wrong key, no service, and command lines that are wrong."""
    with service() as told:
        status, out, err = watch(executable, arguments(told, **{"for": "3s"}), "cf_live_wrong")
        report.add("wrong key", [("exit 77", None if status == 77 else f"exit {status}: {err[-200:]}"),
                                 ("nothing on stdout", out[:80] or None)])
        # What is wrong is named, and what was given is not repeated: it may be a key or a number in the wrong place.
        flag = [*arguments(told), "--frobnicate"]
        wrong = [("--every 0s", arguments(told, every="0s"), "--every takes a duration", "0s'"),
                 ("--format xml", arguments(told, format="xml"), "--format takes text or json", "xml"),
                 ("unknown flag", flag, f"word {len(flag)} is an unknown option", "frobnicate"),
                 ("bad phone", arguments(told, phone=["not-a-phone"]), "--phone takes an E.164 number", "not-a-phone")]
        for name, command, said, word in wrong:
            status, out, err = watch(executable, command, told["key"])
            report.add(name, [("exit 64", None if status == 64 else f"exit {status}"),
                              ("usage on stderr", None if "usage" in err.lower() else err[-200:] or "empty"),
                              ("what is wrong on stderr", None if said in err else f"no {said!r} in {err[:200]!r}"),
                              ("the word nowhere", f"{word!r} in {err[:200]!r}" if word in err else None),
                              ("nothing on stdout", out[:80] or None)])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        told["base_url"] = f"http://127.0.0.1:{free.getsockname()[1]}/api"
    status, out, err = watch(executable, arguments(told, **{"for": "2s"}), told["key"])
    report.add("no service", [("exit 69", None if status == 69 else f"exit {status}: {err[-200:]}"),
                              ("nothing on stdout", out[:80] or None)])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--watch-events", required=True, metavar="EXECUTABLE")
    parser.add_argument("--only", default="", metavar="TEXT", help="the runs whose name holds this text")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time in a world that stands still")
    parser.add_argument("--seed", default="1", help="for the troubles")
    parser.add_argument("--late-receipt", action="store_true",
                        help="also a run where a message is delivered when it is on a second page already")
    options = parser.parse_args()
    report, path = Report(), str(Path(options.watch_events).resolve())
    seed = ["--seed", options.seed]
    still = [("static", {}), ("static, base URL with a slash", {"slash": True, "for": "4s"})]
    still += [(f"static, {kind}", {"troubles": (kind,), "options": seed}) for kind in KINDS]
    moving = [("live", {"live": True}), ("live, all troubles", {"live": True, "troubles": KINDS, "options": seed})]
    if options.late_receipt:
        moving.append(("live, late receipt", {"live": True, "options": ["--late-receipt"]}))

    def go(run):
        name, how = run
        try:
            one_run(report, path, name, **how)
        except Exception as problem:  # one broken run hides no other
            report.add(name, [("could be run", repr(problem))])

    with ThreadPoolExecutor(max(options.jobs, 1)) as pool:
        list(pool.map(go, [run for run in still if options.only in run[0]]))
    for run in moving:
        if options.only in run[0]:
            go(run)
    if options.only in "refusals":
        refusals(report, path)
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed or not report.passed else 0


if __name__ == "__main__":
    sys.exit(main())
