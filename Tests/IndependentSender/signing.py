# SPDX-License-Identifier: Apache-2.0
"""Signs as somebody else does: the code of the stripe package, under CallFunnel's header."""

import stripe

NAME = "X-CF-Signature"
VERSION = stripe.VERSION


def header(body, *secrets, at):
    """The header's value; several secrets as during a rotation."""
    text = body.decode("utf-8")
    values = [stripe.WebhookSignature.generate_signature_header(text, secret, timestamp=at) for secret in secrets]
    return ",".join([values[0]] + [value.split(",", 1)[1] for value in values[1:]])


def accepts(body, value, secret):
    """Whether the package itself takes a signature for right, whatever its time."""
    try:
        return stripe.WebhookSignature.verify_header(body, value, secret, tolerance=None)
    except stripe.SignatureVerificationError:
        return False
