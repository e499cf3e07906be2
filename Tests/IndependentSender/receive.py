# SPDX-License-Identifier: Apache-2.0
"""Sends signed requests to receive-webhooks over a socket and holds its answers against the contract (C13 to C16)."""

import http.client
import json
import os
import select
import signal
import subprocess
import tempfile
import threading
import time
import urllib.parse

from signing import NAME, header

SECRET, OLD, STRANGER = "cfsec_Zm9vYmFyYmF6cXV4", "cfsec_older", "cfsec_stranger"
CAP = 20.0
EVENTS = [
    ("call.completed", {"id": "call_1", "run_id": "run_1", "status": "completed", "duration_seconds": 61}),
    ("call.failed", {"id": "call_2", "run_id": "run_1", "status": "busy"}),
    ("message.sent", {"id": "turn_1", "channel": "wa", "role": "agent", "status": "sent", "content": "Hello",
                      "ts": "2026-06-01T07:30:45Z"}),
    ("message.delivered", {"id": "turn_1", "channel": "wa", "role": "agent", "status": "delivered",
                           "content": "Hello", "ts": "2026-06-01T07:30:45Z"}),
    ("message.replied", {"id": "turn_2", "channel": "tg", "role": "customer", "content": "Zoë 😀",
                         "ts": "2026-06-01T07:31:45Z"}),
    ("approval.requested", {"id": 7, "status": "pending", "concession": "10 %"}),
    ("approval.resolved", {"id": 7, "status": "approved"}),
    ("workflow.run.started", {"run_id": "run_1", "workflow_id": "wf_1", "status": "running"}),
    ("workflow.run.ended", {"run_id": "run_1", "workflow_id": "wf_1", "status": "completed"}),
    ("wallet.low", {"tenant_id": 38, "currency": "USD", "balance_minor": 400}),
    ("wallet.exhausted", {"tenant_id": 38, "currency": "USD", "balance_minor": 0}),
    ("tenant.suspended", {"tenant_id": 38}),
]


class Receiver:
    """A receive-webhooks process; ended when the block is left."""

    def __init__(self, executable, *options):
        self.command = [executable, "--port", "0", "--format", "json", *options]
        self.lines, self.said = [], []

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1)
        assert select.select([self.process.stderr], [], [], CAP)[0], "receive-webhooks did not say where it listens"
        first = self.process.stderr.readline().strip()
        assert first.startswith("listening on http://127.0.0.1:"), f"its first line is {first!r}"
        self.url = urllib.parse.urlsplit(first.removeprefix("listening on "))
        assert self.url.path == "/webhooks", f"it listens at {self.url.path}"
        self.readers = [
            threading.Thread(target=lambda: self.lines.extend(self.process.stdout), daemon=True),
            threading.Thread(target=lambda: self.said.extend(self.process.stderr), daemon=True)]
        for reader in self.readers:
            reader.start()
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Its exit status after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=CAP)
        for reader in self.readers:
            reader.join(CAP)
        return code

    @property
    def events(self):
        return [json.loads(line) for line in self.lines]

    def send(self, body, signature=(), event_id=None, method="POST", chunked=False):
        """(status, headers) of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.url.port, timeout=CAP)
        try:
            connection.putrequest(method, self.url.path, skip_accept_encoding=True)
            connection.putheader("Content-Type", "application/json")
            for value in [signature] if isinstance(signature, str) else signature:
                connection.putheader(NAME, value)
            if event_id:
                connection.putheader("X-CF-Event-Id", event_id)
            connection.putheader(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(len(body)))))
            connection.endheaders()
            try:
                pieces = [body[at:at + 7] for at in range(0, len(body), 7)] if chunked else [body]
                for piece in pieces:
                    connection.send(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
                if chunked:
                    connection.send(b"0\r\n\r\n")
            except (BrokenPipeError, ConnectionResetError):
                pass  # It may have answered before it had read everything.
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers
        finally:
            connection.close()


def body(kind, data, event_id):
    return json.dumps(
        {"id": event_id, "type": kind, "created_at": "2026-06-01T07:30:45Z", "tenant_id": 38, "data": data},
        ensure_ascii=False).encode()


def signed(content, *secrets, off=0):
    return header(content, *(secrets or (SECRET,)), at=int(time.time()) + off)


def check(executable, report):
    with tempfile.TemporaryDirectory() as folder:
        ledger = os.path.join(folder, "events.ledger")
        options = ("--secret", SECRET, "--secret", OLD, "--ledger", ledger)
        with Receiver(executable, *options) as receiver:
            accepted(receiver, report)
            refused(receiver, report)
            report.check("exit status after SIGTERM", receiver.stop(), 0)
            printed(receiver.events, report)
        with Receiver(executable, *options) as receiver:
            content = body(*EVENTS[0], "evt_0")
            report.check("handled before the restart", receiver.send(content, signed(content))[0], 200)
            report.check("exit status", receiver.stop(), 0)
            report.check("events printed again after a restart", receiver.events, [])
    failing(executable, report)


def accepted(receiver, report):
    for number, (kind, data) in enumerate(EVENTS):
        content = body(kind, data, f"evt_{number}")
        report.check(kind, receiver.send(content, signed(content), f"evt_{number}")[0], 200)
        report.check(f"{kind} again", receiver.send(content, signed(content, off=1), f"evt_{number}")[0], 200)
    content = body("call.completed", {"id": "call_old"}, "evt_old")
    report.check("the old secret", receiver.send(content, signed(content, OLD))[0], 200)
    content = body("call.completed", {"id": "call_both"}, "evt_both")
    report.check("both secrets", receiver.send(content, signed(content, STRANGER, SECRET))[0], 200)
    content = body("call.completed", {"id": "call_chunks"}, "evt_chunks")
    report.check("in chunks", receiver.send(content, signed(content), chunked=True)[0], 200)
    content = body("call.completed", {"id": "call_lines"}, "evt_lines")
    value = signed(content)
    report.check("header in two lines", receiver.send(content, value.split(","))[0], 200)
    content = body("call.completed", {"id": "call_space"}, "evt_space")
    report.check("space after the comma", receiver.send(content, signed(content).replace(",", ", "))[0], 200)
    content = body("fax.arrived", {"pages": 3}, "evt_fax")
    report.check("a type nobody knows", receiver.send(content, signed(content))[0], 200)
    content = body("call.completed", {"id": "call_slow"}, "evt_edge")
    report.check("almost too old", receiver.send(content, signed(content, off=-290))[0], 200)
    content = body("call.completed", {"id": "call_fast"}, "evt_ahead")
    report.check("almost too new", receiver.send(content, signed(content, off=290))[0], 200)


def refused(receiver, report):
    content = body("call.completed", {"id": "call_refused"}, "evt_refused")
    value = signed(content)
    for name, status, arguments in [
        ("a stranger's secret", 503, dict(signature=signed(content, STRANGER))),
        ("another body", 503, dict(signature=signed(content + b" "))),
        ("too old", 503, dict(signature=signed(content, off=-400))),
        ("too new", 503, dict(signature=signed(content, off=400))),
        ("capitals", 503, dict(signature=value[:14] + value[14:].upper().replace("V1", "v1"))),
        ("no header", 400, dict()),
        ("an empty header", 400, dict(signature="")),
        ("no time", 400, dict(signature=value.split(",")[1])),
        ("two times", 400, dict(signature="t=1," + value)),
        ("another scheme", 400, dict(signature=value.replace("v1", "v0"))),
        ("a header of 5 KiB", 400, dict(signature=value + ",x=" + "y" * 5000)),
        ("40 signatures", 400, dict(signature=value + ",v1=00" * 40)),
        ("GET", 405, dict(signature=value, method="GET")),
        ("PUT", 405, dict(signature=value, method="PUT")),
    ]:
        answer, headers = receiver.send(content, **arguments)
        report.check(name, answer, status)
        if status == 503:
            report.check(f"{name}: Retry-After", headers["Retry-After"] is not None, True)
    large = b'{"id":"evt_large","type":"call.completed","data":"' + b"x" * (1 << 20) + b'"}'
    report.check("over a mebibyte", receiver.send(large, signed(large))[0], 413)
    report.check("signed, and no JSON", receiver.send(b"hello", signed(b"hello"))[0], 400)


def printed(events, report):
    report.check("sources", {event["source"] for event in events}, {"push"})
    types = [event["type"] for event in events]
    report.check("the twelve types", types[:12], [kind for kind, _ in EVENTS])
    report.check("events in all", len(events), len(EVENTS) + 8)
    report.check("keys in all", len({event["key"] for event in events}), len(events))
    report.check("refused ones", [event for event in events if "refused" in event["key"]], [])
    report.check("text beyond ASCII", events[4]["data"].get("content"), "Zoë 😀")


def failing(executable, report):
    with Receiver(executable, "--secret", SECRET, "--fail-first", "2") as receiver:
        content = body("call.completed", {"id": "call_1"}, "evt_1")
        answers = [receiver.send(content, signed(content, off=attempt))[0] for attempt in range(4)]
        report.check("a handler that fails twice", answers, [503, 503, 200, 200])
        report.check("exit status", receiver.stop(), 0)
        report.check("printed once", [event["key"] for event in receiver.events], ["call.completed/call_1"])
    with Receiver(executable, "--secret", SECRET, "--tolerance", "30") as receiver:
        content = body("call.completed", {"id": "call_1"}, "evt_1")
        report.check("a narrow window", receiver.send(content, signed(content, off=-60))[0], 503)
        report.check("within it", receiver.send(content, signed(content, off=-5))[0], 200)
        report.check("exit status", receiver.stop(), 0)
    with Receiver(executable, "--secret", SECRET, "--delay", "1s") as receiver:
        content = body("call.completed", {"id": "call_1"}, "evt_1")
        answers = []
        senders = [threading.Thread(target=lambda: answers.append(receiver.send(content, signed(content))[0]))
                   for _ in range(4)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join(CAP)
        report.check("one delivery four times at once", answers, [200] * 4)
        report.check("exit status", receiver.stop(), 0)
        report.check("handled once", len(receiver.events), 1)
