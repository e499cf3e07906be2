# SPDX-License-Identifier: Apache-2.0
"""A service that keeps the read contract in its less usual forms. Run with --help."""

import argparse
import json
import os
import signal
import socket
import struct
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import forms
from routes import Routes
from troubles import KINDS, Troubles
from truth import Seen, truth
from world import DONE_AFTER, PHONES, TENANT, WORKFLOWS, World

KEY = "cf_live_independent_0123456789abcdef"


class Service(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, options):
        super().__init__(("127.0.0.1", options.port), Handler)
        self.world = World(options.live, options.late_receipt)
        self.seen, self.threshold = Seen(), options.wallet_below
        self.routes = Routes(self.world, self.seen, KEY)
        self.troubles = Troubles(options.trouble, options.seed)
        self.lock, self.statuses, self.paths, self.gzipped = threading.Lock(), Counter(), Counter(), 0
        self.suspended_paths = Counter()

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def count(self, path, status):
        with self.lock:
            self.statuses[str(status)] += 1
            self.paths[path] += 1
            if status == 403:
                self.suspended_paths[path] += 1

    def account(self):
        """How the client behaved, and what it was put through."""
        with self.lock:
            return {"statuses": dict(self.statuses), "requests": dict(self.paths), "gzipped": self.gzipped,
                    "suspended_requests": dict(self.suspended_paths), "troubles": dict(self.troubles.made),
                    "retried_too_early": self.troubles.too_early}

    def truth(self):
        events = truth(self.world, self.seen, self.threshold, self.troubles.active())
        now = self.world.now()
        return {"events": events, "account": self.account(), "final": now >= DONE_AFTER}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "uvicorn", ""
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 30

    def log_message(self, *_):
        pass

    def do_GET(self):
        path, _, query = self.path.partition("?")
        length = int(self.headers.get("Content-Length") or 0)
        if length:
            self.rfile.read(length)
        if path == "/truth":
            return self.write(200, {"Content-Type": "application/json"}, json.dumps(self.server.truth()).encode())
        kind, chance = None, None
        if path.startswith("/api/") and self.server.routes.authorised(self.headers):
            self.server.world.start()
            stable = "&".join(part for part in query.split("&") if not part.startswith("decided_after="))
            request = f"{self.command} {path}?{stable}"
            kind, chance = self.server.troubles.choose(request)
            refusal = self.server.troubles.refusal(kind, request, chance)
            if refusal:
                self.server.count(path, refusal[0])
                return self.write(*refusal)
        if kind == "slow":
            time.sleep(0.3 + chance.random() * 0.6)
        if kind == "reset":
            self.server.count(path, "reset")
            return self.reset()
        answer = self.server.routes.answer(self.command, path, query, self.headers)
        self.respond(path, answer, chance if kind == "truncated" else None)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_GET

    def respond(self, path, answer, cut):
        body = forms.encode(answer.payload, answer.ascii_only)
        headers = {"Content-Type": "application/json"} | answer.headers
        if answer.status == 200:
            zipped = forms.accepts_gzip(self.headers.get("Accept-Encoding")) and len(body) > 200
            tag = forms.entity_tag(body, answer.weak, zipped)
            headers |= {"ETag": tag, "Vary": "Accept-Encoding"}
            if forms.tag_matches(self.headers.get("If-None-Match"), tag):
                answer.told()
                self.server.count(path, 304)
                return self.write(304, headers, b"")
            if cut is not None and cut.random() < 0.5:  # well-formed HTTP around half a document
                self.server.count(path, "truncated")
                half = body[: len(body) // 2]
                headers |= {"Content-Encoding": "gzip"} if zipped else {}
                return self.write(200, headers, forms.zip_body(half) if zipped else half)
            if zipped:
                headers["Content-Encoding"] = "gzip"
                body = forms.zip_body(body)
                self.server.gzipped += 1
        if cut is not None:
            self.server.count(path, "truncated")
            return self.write(answer.status, headers, body, answer.chunked, sent=len(body) // 2)
        answer.told()
        self.server.count(path, answer.status)
        self.write(answer.status, headers, body, answer.chunked)

    def write(self, status, headers, body, chunked=False, sent=None):
        """`sent`: how many bytes of the body really go out before the connection ends."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        part = body if sent is None else body[:sent]
        if self.command == "HEAD":
            part = b""
        elif chunked:
            pieces = [part[at:at + 1500] for at in range(0, len(part), 1500)]
            part = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
            part += b"0\r\n\r\n" if sent is None else b""
        if part:
            self.wfile.write(part)
        self.wfile.flush()
        if sent is not None:
            self.close_connection = True

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()


def trouble_list(text):
    kinds = list(KINDS) if text == "all" else [kind for kind in text.split(",") if kind]
    for kind in kinds:
        if kind not in KINDS:
            raise argparse.ArgumentTypeError(f"{kind!r} is none of {', '.join(KINDS)}, all")
    return kinds


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--live", action="store_true", help=f"let the world go on for {DONE_AFTER:g} s")
    parser.add_argument("--trouble", type=trouble_list, default=[], metavar="LIST", help=f"{', '.join(KINDS)}; all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wallet-below", type=int, default=500, help="the threshold the truth is told for")
    parser.add_argument("--late-receipt", action="store_true", help="deliver a message that is on a second page")
    parser.add_argument("--max-seconds", type=float, default=0, help="end by itself after this long")
    options = parser.parse_args()
    service = Service(options)
    port = service.server_address[1]
    if options.max_seconds:
        timer = threading.Timer(options.max_seconds, lambda: os._exit(3))
        timer.daemon = True
        timer.start()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    print(json.dumps({"port": port, "base_url": f"http://127.0.0.1:{port}/api", "key": KEY, "tenant": TENANT,
                      "workflows": WORKFLOWS, "phones": PHONES}), flush=True)
    try:
        service.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
