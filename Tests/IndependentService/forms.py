# SPDX-License-Identifier: Apache-2.0
"""The forms an answer may take: instants, envelopes, bodies, validators, unknown fields."""

import gzip
import hashlib
import json
from datetime import datetime, timezone

UTC = timezone.utc


def stamp(instant, form):
    """An instant as text; every form says the same instant to the microsecond."""
    if form == "naive":
        return instant.replace(tzinfo=None).isoformat()
    if form == "offset":
        return instant.isoformat()
    return instant.replace(tzinfo=None).isoformat() + "Z"


def read_instant(text):
    """The instant in an ISO 8601 text, or None. A text without a zone is UTC."""
    if not isinstance(text, str) or "T" not in text:
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# What a version of the service nobody has seen yet might add.
EXTRAS = [
    {"x_meta": {"ключ": ["β", "🎧 дом", None, True, 0.1], "deep": {"er": [{"n": []}, {}]}}},
    {"x_sequence": 9007199254740993, "x_ceiling": 9223372036854775807, "x_floor": -9223372036854775808},
    {"x_score": 1.5e-7, "x_ratio": 12.25, "x_flag": False, "x_nothing": None},
    {"labels": ["quote \" and \\ slash / tab \t line \u2028 end", "שלום", "e\u0301 is not é"], "x_empty": ""},
    {"sentiment": {"overall": -0.125, "by_minute": [0.5, -1, 0, 1e3]}, "x_one": 1, "x_yes": True},
]
PAST_64_BITS = {"x_huge": 123456789012345678901}


def extras(number):
    return dict(EXTRAS[number % len(EXTRAS)])


def envelope(name, elements, own=None):
    """A list as the contract lets it appear; `own` is the resource's own name."""
    if name == "bare":
        return elements
    if name == "items":
        return {"items": elements, "total": len(elements), "page": 1, "size": 50, "pages": 1}
    if name == "data":
        return {"meta": {"took_ms": 3.25, "warnings": []}, "data": elements, "links": {"next": None}}
    if name == "results":
        return {"count": len(elements), "next": None, "previous": None, "results": elements}
    return {own: elements, "server": {"build": "β-2031", "features": ["x"]}}


def encode(payload, ascii_only):
    separators = (",", ":") if ascii_only else (", ", ": ")
    return json.dumps(payload, ensure_ascii=ascii_only, separators=separators).encode()


def entity_tag(body, weak, zipped):
    digest = hashlib.sha256(body).hexdigest()[:20]
    if weak:
        return f'W/"{digest}"'
    return f'"{digest}-gzip"' if zipped else f'"{digest}"'


def tag_matches(header, tag):
    """Weak comparison, as If-None-Match asks for."""
    if not header:
        return False
    if header.strip() == "*":
        return True
    bare = tag.removeprefix("W/")
    return any(part.strip().removeprefix("W/") == bare for part in header.split(","))


def accepts_gzip(header):
    for part in (header or "").lower().split(","):
        coding, _, quality = part.partition(";")
        if coding.strip() == "gzip":
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def zip_body(body):
    return gzip.compress(body, compresslevel=6, mtime=0)
