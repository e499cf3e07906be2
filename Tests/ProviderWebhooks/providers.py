# SPDX-License-Identifier: Apache-2.0
"""Twilio and the payment processor as they call the service: signed by twilio's own package and by Python's hmac."""

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.parse
import urllib.request

from twilio.request_validator import RequestValidator

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def request(url, body=None, headers=None):
    """(status, body) of a POST, or of a GET without a body."""
    try:
        with OPENER.open(urllib.request.Request(url, body, headers or {}), timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()


class Twilio:
    def __init__(self, origin, token, tenant=38):
        self.validator = RequestValidator(token)
        self.incoming_url = f"{origin}/voice/twilio/incoming?tenant_id={tenant}"
        self.status_url = f"{origin}/api/twilio/status?tenant_id={tenant}"

    def post(self, url, parameters, signature=None, sent=None):
        """`sent` replaces the parameters after they were signed."""
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        if signature is None:
            signature = self.validator.compute_signature(url, parameters)
        if signature:
            headers["X-Twilio-Signature"] = signature
        return request(url, urllib.parse.urlencode(sent or parameters).encode(), headers)

    def post_json(self, url, body, sent=None):
        url += "&bodySHA256=" + self.validator.compute_hash(body)
        headers = {"Content-Type": "application/json",
                   "X-Twilio-Signature": self.validator.compute_signature(url, {})}
        return request(url, (sent or body).encode(), headers)

    def call(self, sid, status="ringing", **more):
        """What Twilio posts about a call that comes in; a city and a name with what escapes have to keep."""
        return {"CallSid": sid, "AccountSid": "AC0f", "From": "+12025550143", "To": "+18005550100",
                "CallStatus": status, "Direction": "inbound", "ApiVersion": "2010-04-01", "CallerName": "",
                "FromCity": "TREZZO SULL'ADDA & Ñ+日", "FromCountry": "US"} | more

    def incoming(self, sid):
        return self.post(self.incoming_url, self.call(sid))[0]

    def status(self, sid, status, **more):
        return self.post(self.status_url, self.call(sid, status, **more))[0]


class Processor:
    def __init__(self, origin, secret, tenant=38):
        self.url = f"{origin}/api/billing/webhook?tenant_id={tenant}"
        self.secret = secret

    def pay(self, event, minor, age=0, secret=None):
        body = json.dumps({"id": event, "type": "payment.succeeded",
                           "data": {"amount_minor": minor, "currency": "USD"}}).encode()
        signed_at = int(time.time()) - age
        code = hmac.new((secret or self.secret).encode(), b"%d." % signed_at + body, hashlib.sha256).hexdigest()
        return request(self.url, body, {"Content-Type": "application/json",
                                        "X-Processor-Signature": f"t={signed_at},v1={code}"})[0]
