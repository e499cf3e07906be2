#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what the examples print with what their READMEs and the README say they print."""
import difflib
import pathlib
import re
import signal
import subprocess
import sys
import time
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILT = ROOT / ".build" / "debug"
TYPES = 12
EVENT = re.compile(r"^(?:\d\d:\d\d:\d\d\.\d  )?((?:call|message|approval|workflow|wallet|tenant)\.\S+ .*)$", re.M)


def block(path, fence):
    return re.search(rf"^```{fence}\n(.*?)^```", path.read_text(), re.M | re.S).group(1)


def events(text):
    """Event lines without times; how long a call took depends on the machine by a second."""
    return [re.sub(r"\b\d+s\b", "Ns", line) for line in EVENT.findall(text)]


def watch_events():
    run = subprocess.run([BUILT / "watch-events"], capture_output=True, text=True, timeout=120)
    printed, promised = events(run.stdout), events(block(ROOT / "Examples/watch-events/README.md", "text"))
    assert run.returncode == 0, f"watch-events ended with {run.returncode}"
    assert len(printed) == len(run.stdout.splitlines()), "watch-events printed something else than events"
    assert sorted(printed) == sorted(promised), "\n".join(sorted(set(printed) ^ set(promised)))
    assert len({line.split()[0] for line in printed}) == TYPES, "not all twelve types were printed"
    shown = events((ROOT / "README.md").read_text())
    assert shown and not set(shown) - set(printed), f"README.md shows what is not printed: {set(shown) - set(printed)}"
    print(f"examples: watch-events prints its {len(printed)} events as promised, all {TYPES} types")


def receive_webhooks():
    run = subprocess.run([BUILT / "receive-webhooks"], capture_output=True, text=True, timeout=120)
    printed, promised = events(run.stdout), events(block(ROOT / "Examples/receive-webhooks/README.md", "text"))
    assert run.returncode == 0, f"receive-webhooks ended with {run.returncode}"
    assert sorted(printed) == sorted(promised), "\n".join(sorted(set(printed) ^ set(promised)))
    print(f"examples: receive-webhooks prints its {len(printed)} events as promised")


def poll_to_push():
    start = time.monotonic()
    run = subprocess.run([BUILT / "poll-to-push"], capture_output=True, text=True, timeout=120)
    printed, promised = run.stdout, block(ROOT / "Examples/poll-to-push/README.md", "text")
    assert run.returncode == 0, f"poll-to-push ended with {run.returncode}"
    assert printed == promised, "\n".join(difflib.unified_diff(promised.splitlines(), printed.splitlines(), lineterm=""))
    print(f"examples: poll-to-push prints what is promised, in {time.monotonic() - start:.1f} s")


def benchmark():
    """Its figures differ from run to run; what they are figures of does not."""
    run = subprocess.run([BUILT / "benchmark", "--rounds", "1"], capture_output=True, text=True, timeout=120)
    promised = block(ROOT / "Examples/benchmark/README.md", "console").split("\n", 1)[1]
    assert run.returncode == 0, f"benchmark ended with {run.returncode}: {run.stderr}"
    printed, promised = (
        re.sub(r" +", " ", re.sub(r"\d+\.\d+|\d+ rounds|\d+ MB", "N", text)) for text in (run.stdout, promised)
    )
    assert printed == promised, f"benchmark prints\n{printed}instead of\n{promised}"
    print("examples: benchmark measures what is promised")


def simulator():
    promised = block(ROOT / "Examples/callfunnel-simulator/README.md", "console").splitlines()[1:]
    run = subprocess.Popen([BUILT / "callfunnel-simulator", "--port", "8787"], stdout=subprocess.PIPE, text=True)
    try:
        printed = [run.stdout.readline().rstrip("\n") for _ in promised]
        assert printed == promised, "\n".join(printed)
        for line in (line for line in printed if line.startswith("curl")):
            answer = subprocess.run(line + " -sf --max-time 10", shell=True, capture_output=True, text=True)
            assert answer.returncode == 0 and answer.stdout[:1] in "[{", f"{line}: {answer.stdout}"
    finally:
        run.send_signal(signal.SIGINT)
        code = run.wait(timeout=20)
    assert code == 0, f"callfunnel-simulator ended with {code}"
    print("examples: callfunnel-simulator prints what is promised, and its curl lines work")


def verify_webhook():
    """Runs every command of the README as it stands there."""
    text = (ROOT / "Examples/verify-webhook/README.md").read_text()
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for session in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
            for command, promised in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", session, re.M):
                command = command.replace("swift run verify-webhook", str(BUILT / "verify-webhook"))
                run = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, timeout=60)
                assert run.stdout == promised, f"{command}\n{run.stdout}{run.stderr}"
                expected = 1 if promised and not promised.startswith("accepted\n") else 0
                assert run.returncode == expected, f"{command} ended with {run.returncode}"
                count += 1
    assert count, "the README of verify-webhook shows no command"
    print(f"examples: verify-webhook says what is promised, {count} commands")


try:
    watch_events()
    receive_webhooks()
    poll_to_push()
    simulator()
    benchmark()
    verify_webhook()
except AssertionError as failure:
    sys.exit(f"examples: {failure}")
