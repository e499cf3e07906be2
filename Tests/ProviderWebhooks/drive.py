# SPDX-License-Identifier: Apache-2.0
"""Provider webhook in, world changes, watcher and receiver both see it, the app handles it once: over loopback."""

import argparse
import collections
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from providers import Processor, Twilio, request

CAP = 30.0  # seconds that anything is waited for
TOKEN, SECRET, PUSH_SECRET = "0123456789abcdef0123456789abcdef", "whsec_processor", "whsec_push"
KEY = "cf_live_simulated_0123456789abcdef"


class Program:
    """One of the package's commands under way, its output in files."""

    def __init__(self, folder, name, *arguments):
        stem = tempfile.mktemp(prefix=f"{name}-")
        self.name, self.out, self.err = name, Path(stem + ".out"), Path(stem + ".err")
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self.process = subprocess.Popen(
                [str(folder / name), *arguments], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                env=environment | {"CALLFUNNEL_API_KEY": KEY})

    def wait_for(self, what, found):
        """What `found` makes of both outputs, once it makes anything of them."""
        end = time.monotonic() + CAP
        while time.monotonic() < end:
            if result := found(self.out.read_text(), self.err.read_text()):
                return result
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"{self.name}: no {what}\n{self.out.read_text()}\n{self.err.read_text()}")

    def keys(self):
        return [json.loads(line)["key"] for line in self.out.read_text().splitlines() if line.endswith("}")]

    def wait_for_keys(self, keys):
        self.wait_for(f"event {sorted(keys)}", lambda out, err: set(keys) <= set(self.keys()))

    def wait_for_polls(self, source):
        """Two whole polls of a source that begin from now on; the one under way may have begun before."""
        def polls(err):
            return sum(line.startswith(f"watch-events: {source}") for line in err.splitlines())
        before = polls(self.err.read_text())
        self.wait_for(f"poll of {source}", lambda out, err: polls(err) >= before + 3)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(CAP)
        assert code == 0, f"{self.name} ended with {code}: {self.err.read_text()}"


@contextmanager
def running(folder, name, *arguments):
    program = Program(folder, name, *arguments)
    try:
        yield program
    finally:
        if program.process.poll() is None:
            program.process.kill()
            program.process.wait()
        program.out.unlink()
        program.err.unlink()


class Account:
    """A simulated account that nothing but its providers moves."""

    def __init__(self, program):
        text = program.wait_for("introduction", lambda out, err: out.count("\ncurl") == 3 and out)
        self.base_url = next(line.split()[-1] for line in text.splitlines() if line.startswith("base URL"))
        self.origin = self.base_url.removesuffix("/api")
        self.twilio, self.processor = Twilio(self.origin, TOKEN), Processor(self.origin, SECRET)
        promised = [line.split()[1] for line in text.splitlines() if line.startswith("webhook")]
        assert promised == [self.twilio.incoming_url, self.twilio.status_url, self.processor.url], promised

    @property
    def truth(self):
        return [event["key"] for event in json.loads(request(f"{self.origin}/_simulator/truth")[1])["events"]]

    @property
    def balance(self):
        headers = {"Authorization": f"Bearer {KEY}"}
        return json.loads(request(f"{self.base_url}/billing/balance", headers=headers)[1])["balance_minor"]

    def sources(self):
        return ["--base-url", self.base_url, "--workflow", "wf_inbound", "--wallet-below", "200",
                "--every", "0.2s", "--start", "everything", "--format", "json", "--verbose"]


def start_account(stack, folder, push_to):
    pushing = ["--push-to", push_to, "--push-secret", PUSH_SECRET] if push_to else []
    return Account(stack.enter_context(running(
        folder, "callfunnel-simulator", "--port", "0", "--no-campaign", "--twilio-token", TOKEN,
        "--processor-secret", SECRET, *pushing)))


def start_receiver(stack, folder, *arguments):
    receiver = stack.enter_context(running(
        folder, "receive-webhooks", "--port", "0", "--secret", PUSH_SECRET, "--format", "json", *arguments))
    line = receiver.wait_for("address", lambda out, err: "\n" in err and err.splitlines()[0])
    assert line.startswith("listening on http://127.0.0.1:"), line
    return receiver, line.split()[-1]


def expect(name, value, wanted):
    assert value == wanted, f"{name}: {value}, not {wanted}"


def calls(account):
    """Three calls whose callbacks repeat and overtake each other."""
    twilio = account.twilio
    expect("incoming", [twilio.incoming("CA1"), twilio.incoming("CA1")], [200, 200])
    words = ["in-progress", "ringing", "completed", "completed", "in-progress", "failed"]
    expect("callbacks", [twilio.status("CA1", word, CallDuration="61") for word in words], [204] * 6)
    expect("end before start", [twilio.status("CA2", "completed", CallDuration="5"), twilio.incoming("CA2")], [204, 200])
    expect("missed", [twilio.incoming("CA3"), twilio.status("CA3", "no-answer"), twilio.status("CA3", "completed")],
           [200, 204, 204])
    ends = ["call.completed/call_1", "call.completed/call_2", "call.failed/call_3"]
    expect("ends", [key for key in account.truth if key.startswith("call.")], ends)
    expect("cost", account.balance, 500 - 24 - 12)
    return ends


def forgeries(account):
    """None of them is taken, and nothing changes."""
    twilio, processor = account.twilio, account.processor
    before = account.truth, account.balance
    url, call = twilio.status_url, twilio.call("CA9", "completed")
    good = twilio.validator.compute_signature(url, call)
    expect("another token", Twilio(account.origin, "another").status("CA9", "completed"), 403)
    expect("another parameter", twilio.post(url, call, sent=call | {"CallDuration": "9"})[0], 403)
    expect("another URL", twilio.post(twilio.incoming_url, call, signature=good)[0], 403)
    expect("another tenant", twilio.post(url.replace("=38", "=39"), call)[0], 404)
    expect("no signature", twilio.post(url, call, signature="")[0], 403)
    expect("no form", twilio.post_json(url, '{"CallSid":"CA9"}')[0], 422)  # signed rightly, and says nothing
    expect("another body", twilio.post_json(url, '{"CallSid":"CA9"}', sent='{"CallSid":"CA8"}')[0], 403)
    expect("another secret", processor.pay("evt_9", 1000, secret="another"), 403)
    expect("too old", processor.pay("evt_9", 1000, age=400), 403)
    expect("too new", processor.pay("evt_9", 1000, age=-400), 403)
    expect("the world", (account.truth, account.balance), before)


def long_call(account, sid):
    expect("long call", [account.twilio.incoming(sid), account.twilio.status(sid, "completed", CallDuration="3600")],
           [200, 204])


def wallet(account, watcher, seen):
    """A payment is credited once, and the wallet can be low again."""
    long_call(account, "CA4")
    seen({"wallet.low/38#1"})
    before = account.balance
    expect("payment", [account.processor.pay("evt_1", 1000, age=age) for age in (0, 0, 5, 60)], [200] * 4)
    expect("credit", account.balance, before + 1000)
    # The watcher has to see the wallet above its line before it can be low again.
    watcher.wait_for_polls("wallet")
    long_call(account, "CA5")
    long_call(account, "CA6")
    seen({"wallet.low/38#2"})


def check(name, keys, truth):
    """Everything once, and nothing else."""
    count = collections.Counter(keys)
    doubled = [key for key, times in count.items() if times > 1]
    missing, invented = set(truth) - set(keys), set(keys) - set(truth)
    assert not (doubled or missing or invented), f"{name}: {doubled=} {missing=} {invented=}"


def both_lanes(folder):
    with ExitStack() as stack:
        receiver, url = start_receiver(stack, folder)
        account = start_account(stack, folder, url)
        watcher = stack.enter_context(running(folder, "watch-events", *account.sources()))

        def seen(keys):
            for program in (watcher, receiver):
                program.wait_for_keys(keys)

        seen(calls(account))
        forgeries(account)
        wallet(account, watcher, seen)
        seen(account.truth)
        for name, program in (("watcher", watcher), ("receiver", receiver)):
            program.stop()
            check(name, program.keys(), account.truth)
        print(f"provider webhooks: watcher and receiver saw each of {len(account.truth)} events once", flush=True)


def one_ledger(folder):
    """Both lanes are one app: what was pushed is not polled again, and what was missed is."""
    with ExitStack() as stack:
        ledger = ["--ledger", os.path.join(stack.enter_context(tempfile.TemporaryDirectory()), "events.ledger")]
        receiver, url = start_receiver(stack, folder, *ledger)
        account = start_account(stack, folder, url)
        account.twilio.incoming("CA1")
        account.twilio.status("CA1", "completed", CallDuration="5")
        pushed = set(account.truth)
        receiver.wait_for_keys(pushed)
        receiver.stop()
        check("receiver", receiver.keys(), pushed)
        account.twilio.incoming("CA2")
        account.twilio.status("CA2", "busy")
        watcher = stack.enter_context(running(folder, "watch-events", *account.sources(), *ledger))
        watcher.wait_for_keys(set(account.truth) - pushed)
        watcher.wait_for_polls("runs")  # for what should not come
        watcher.stop()
        check("the app", receiver.keys() + watcher.keys(), account.truth)
        print(f"provider webhooks: an app with one ledger handled each of {len(account.truth)} events once", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--built", required=True, type=Path, metavar="FOLDER", help="where the package's commands are")
    folder = parser.parse_args().built.resolve()
    try:
        both_lanes(folder)
        one_ledger(folder)
    except AssertionError as failure:
        sys.exit(f"provider webhooks: {failure}")


if __name__ == "__main__":
    main()
