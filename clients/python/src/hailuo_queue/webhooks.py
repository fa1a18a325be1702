"""Webhooks of the gateway, which it signs as Standard Webhooks does."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any, TypedDict

from .errors import GatewayError

_TOLERANCE_SECONDS = 5 * 60


class WebhookEvent(TypedDict):
    """``type``: ``generation.succeeded``, ``batch.ended``, …; ``data``: a Generation or a Batch as the API shows it."""

    type: str
    timestamp: str
    data: dict[str, Any]


def verify_webhook(secret: str, body: bytes | str, headers: Mapping[str, str]) -> WebhookEvent:
    """The event of a call that the gateway signed within the last five minutes.

    Remember its ``webhook-id``: each event arrives at least once.

    Args:
        secret: of ``POST /api/v1/webhooks/secret``: ``whsec_…``.
        body: as it came; JSON that was read and written again has another signature.
        headers: of the call, in any case of letters.

    Raises:
        GatewayError: ``bad_signature`` for any other call, ``bad_secret`` for a secret that is none.
    """
    key = _key_of(secret)
    given = {name.lower(): value for name, value in headers.items()}
    identity, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    raw = body.encode() if isinstance(body, str) else body
    signed = f"{identity}.{timestamp}.".encode() + raw
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    # A secret that was changed a while ago signs, too: there may be several.
    signatures = [one[3:].encode() for one in given.get("webhook-signature", "").split() if one.startswith("v1,")]
    fresh = timestamp.isdecimal() and len(timestamp) < 12 and abs(time.time() - int(timestamp)) <= _TOLERANCE_SECONDS
    matches = [hmac.compare_digest(expected, one) for one in signatures]
    if not (identity and fresh and any(matches)):
        raise GatewayError(0, {"code": "bad_signature", "detail": "The call is not signed with this secret."})
    event: WebhookEvent = json.loads(raw)
    return event


def _key_of(secret: str) -> bytes:
    try:
        if not secret.startswith("whsec_"):
            raise ValueError
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (ValueError, binascii.Error):
        raise GatewayError(0, {"code": "bad_secret", "detail": "A webhook secret begins with whsec_."}) from None
