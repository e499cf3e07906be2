# SPDX-License-Identifier: Apache-2.0
"""Asks the service for every form it is meant to serve, and sees that each really comes."""

import http.client
import json
import sys
import time
import zlib
from urllib.parse import quote

from drive import Report, service
from forms import read_instant
from troubles import KINDS, Troubles


class Client:
    """One connection kept for all requests of a run, unless the service ends it."""

    def __init__(self, told):
        self.key = told["key"]
        self.connection = http.client.HTTPConnection("127.0.0.1", told["port"], timeout=10)

    def get(self, path, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
        self.connection.request("GET", path, headers={"Authorization": f"Bearer {self.key}"} | headers)
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def json(self, path):
        return json.loads(self.get(path)[2])


def holds(name, fact):
    return name, None if fact else "not so"


def walk(client, phone):
    """Every turn, walking back with an overlap of one microsecond; also how many pages it took."""
    turns, before, pages = {}, None, 0
    while pages < 30:
        path = f"/api/timeline?phone={quote(phone, safe='')}" + (f"&before={quote(before, safe='')}" if before else "")
        listed = client.json(path)
        page = listed if isinstance(listed, list) else next(v for v in listed.values() if isinstance(v, list) and v)
        page = [turn for turn in page if isinstance(turn, dict)]
        pages += 1
        if not [turn for turn in page if turn["x_mark"] not in turns]:
            break
        turns |= {turn["x_mark"]: turn for turn in page}
        oldest = min(read_instant(turn["ts"]) for turn in page).timestamp()
        before = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(oldest)) + f".{round(oldest % 1 * 1e6) + 1:06d}+00:00"
    return list(turns.values()), pages


def still_world(told):
    client = Client(told)
    base = "/api/workflows/"
    seven, winback = client.json(base + "7/runs"), client.json(base + "wf_winback/runs")
    pending, approved = client.json("/api/approvals?status=pending"), client.json("/api/approvals?status=approved")
    timelines = [client.json(f"/api/timeline?phone={quote(phone, safe='')}") for phone in told["phones"]]
    turns, pages = walk(client, told["phones"][0])
    texts = [client.get(path)[2].decode() for path in (base + "7/runs", base + "wf_winback/runs")]
    forms = [client.json(base + "7/runs")["results"][0]["run_id"] for _ in range(4)]
    instants = [turn["ts"] for turn in turns]
    runs = [run for run in seven["results"] + winback["runs"] if isinstance(run, dict)]
    calls = [call for run in runs for call in run.get("calls") or [] if isinstance(call, dict)]
    yield holds("envelopes items, data, results, own name, bare list",
                "items" in pending and "data" in approved and "results" in seven and "runs" in winback
                and "turns" in timelines[0] and "data" in timelines[1] and isinstance(timelines[2], list))
    yield holds("integer and string ids, and one id in both forms", {type(form) for form in forms} == {int, str})
    yield holds("run_id and id, call_id and id", all(any(name in one for one in runs) for name in ("run_id", "id"))
                and all(any(name in one for one in calls) for name in ("call_id", "id")))
    yield holds("about 25 runs, 60 calls", 24 <= len(runs) <= 28 and 55 <= len(calls) + 6 <= 66)
    yield holds("every call status", {"queued", "ringing", "in_progress", "completed", "failed", "busy", "no_answer",
                                      "canceled", None} <= {call.get("status") for call in calls})
    yield holds("every run status", {"queued", "running", "completed", "failed", "cancelled", "paused", "draining"}
                <= {run.get("status") for run in runs})
    yield holds("a run that is its one call", any("calls" not in run and "direction" in run for run in runs))
    yield holds("timestamps naive, with Z, with +00:00", all(any(test(text) for text in instants) for test in (
        lambda t: t.endswith("Z"), lambda t: t.endswith("+00:00"), lambda t: t[-1].isdigit() and "+" not in t)))
    yield holds("broken elements among good ones", "not a run" in winback["runs"] and None in approved["data"][1].values()
                and any(not isinstance(one, dict) for one in pending["items"] + timelines[2]))
    yield holds("big integers, floats, nested unicode", "9223372036854775807" in texts[0] and "1.5e-07" in texts[0]
                and "123456789012345678901" in texts[0] and "ключ" in texts[1] and "\\u043a" in texts[0])
    yield holds("150 turns less those of a live world to come, in pages", len(turns) == 143 and pages >= 8)
    yield holds("turns without an id", any("id" not in turn for turn in turns if turn["channel"] != "voice"))
    page = [turn for turn in timelines[0]["turns"] if isinstance(turn, dict)]
    moments = [read_instant(turn["ts"]) for turn in page]
    ties = [turn for turn in turns if read_instant(turn["ts"]) == min(moments)]
    yield holds("one instant across a page edge", len(ties) > moments.count(min(moments)))
    yield holds("order within a page shuffled", moments not in (sorted(moments), sorted(moments)[::-1]))
    yield holds("role, channel and status words of its own", {"supervisor", None} <= {t["role"] for t in turns}
                and "rcs" in {t["channel"] for t in turns} and "bounced_β" in {t.get("status") for t in turns})

    for path, weak in (("/api/billing/balance", False), ("/api/approvals?status=pending", True)):
        status, headers, body = client.get(path, Accept_Encoding="gzip")
        tag = headers["ETag"]
        yield holds(f"gzip of {path}", headers["Content-Encoding"] == "gzip" and zlib.decompress(body, 31))
        yield holds(f"{'weak' if weak else 'strong'} ETag of {path}", tag.startswith('W/"' if weak else '"'))
        status, headers, body = client.get(path, Accept_Encoding="gzip", If_None_Match=tag)
        yield holds(f"304 of {path}", status == 304 and not body and headers["ETag"] == tag)
    status, headers, _ = client.get(f"/api/timeline?phone={quote(told['phones'][0], safe='')}")
    yield holds("chunked", status == 200 and headers["Transfer-Encoding"] == "chunked")
    port = client.connection.sock.getsockname()[1]
    client.json("/api/billing/balance")
    yield holds("keep-alive", client.connection.sock.getsockname()[1] == port)
    for path, code, kind in ((f"/api/timeline?phone={told['phones'][0]}", 404, str), ("/api/timeline", 422, list),
                             ("/api/workflows/none/runs", 404, str), ("/api/none", 404, str),
                             ("/api/approvals?decided_after=2026-01-01T00:00:00+00:00", 422, list)):
        status, _, body = client.get(path)
        yield holds(f"{code} of {path}", status == code and isinstance(json.loads(body)["detail"], kind))
    for header in ("Bearer cf_live_wrong", "Basic eDp5"):
        status, headers, body = client.get("/api/billing/balance", Authorization=header)
        yield holds(f"401 for {header}", status == 401 and headers["WWW-Authenticate"] == "Bearer")
    after = quote(next(one["decided_at"] for one in approved["data"] if one["id"] == "9010"), safe="")
    later = client.json(f"/api/approvals?status=approved&decided_after={after}")["data"]
    ids = {one["id"] for one in later}
    yield holds("decided_after leaves its boundary out", "9010" not in ids and "9011" not in ids and "9012" in ids)


def troubled(told):
    """What 300 requests meet."""
    met = {}
    for _ in range(300):
        client, kind = Client(told), None
        began = time.monotonic()
        try:
            status, headers, body = client.get("/api/billing/balance")
            after = headers["Retry-After"]
            if status == 429:
                kind = "429 " + ("no Retry-After" if after is None else "seconds" if after.isdigit() else "date")
            elif status >= 500 and b"<html>" in body:
                kind = "HTML error"
            elif status == 401:
                kind = "401"
            else:
                json.loads(body)
                kind = "slow" if time.monotonic() - began > 0.29 else None
        except ValueError:
            kind = "half a document"
        except http.client.IncompleteRead:
            kind = "half a body"
        except OSError:
            kind = "reset"
        met[kind] = met.get(kind, 0) + 1
    for kind in ("429 no Retry-After", "429 seconds", "429 date", "HTML error", "401", "slow", "half a document",
                 "half a body", "reset"):
        yield holds(f"trouble: {kind} ({met.get(kind, 0)})", met.get(kind))
    yield holds("only one 401", met.get("401") == 1)


def chances():
    """The choice alone, without a network."""
    first, again = [[bool(troubles.choose("GET /x")[0]) for _ in range(4000)]
                    for troubles in (Troubles(KINDS, 1), Troubles(KINDS, 1))]
    yield holds("a trouble in about one request of four", 800 < sum(first) < 1100)
    yield holds("never thrice in a row", not any(all(first[at:at + 3]) for at in range(len(first))))
    yield holds("the same for one seed", first == again)


def live_world(told):
    client, levels, refusals = Client(told), [], []
    began = time.monotonic()
    while time.monotonic() - began < 9:
        status, _, body = client.get("/api/billing/balance")
        if status == 403:
            refusals.append((time.monotonic(), json.loads(body)["detail"]))
        elif not levels or levels[-1] != json.loads(body)["balance_minor"]:
            levels.append(json.loads(body)["balance_minor"])
        time.sleep(0.1)
    yield holds("wallet levels", levels == [1200, 500, 300, -20, 900, 450])
    yield holds("a suspension of 1.5 s and more", refusals and "suspended" in refusals[0][1]
                and refusals[-1][0] - refusals[0][0] > 1.5)


def main():
    report = Report()
    for name, checks, options in (("forms", still_world, ()), ("live", live_world, ("--live",)),
                                  ("troubles", troubled, ("--trouble", "all"))):
        with service(*options) as told:
            report.add(name, checks(told))
    report.add("chances", chances())
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed or not report.passed else 0


if __name__ == "__main__":
    sys.exit(main())
