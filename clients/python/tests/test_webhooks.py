"""Webhooks that a gateway signed, and others."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import Gateway

from hailuo_queue import Client, GatewayError, verify_webhook

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
BODY = json.dumps({"type": "generation.succeeded", "timestamp": "2026-11-30T00:00:00Z", "data": {"id": "gen_1"}})


def signed(body: str, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    stamp = str(int(at if at is not None else time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"evt_1.{stamp}.{body}".encode(), hashlib.sha256).digest()
    return {
        "Webhook-Id": "evt_1",
        "Webhook-Timestamp": stamp,
        "Webhook-Signature": f"v1a,other v1,{base64.b64encode(digest).decode()}",
    }


def test_a_signed_call_is_read() -> None:
    assert verify_webhook(SECRET, BODY.encode(), signed(BODY))["data"]["id"] == "gen_1"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(BODY + " "),
        signed(BODY, at=time.time() - 86_400),
        signed(BODY, at=time.time() + 86_400),
        signed(BODY, secret="whsec_" + base64.b64encode(b"another").decode()),
        {**signed(BODY), "Webhook-Timestamp": "9" * 400},
        {**signed(BODY), "Webhook-Signature": ""},
    ],
)
def test_any_other_call_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(GatewayError) as refused:
        verify_webhook(SECRET, BODY, headers)
    assert refused.value.code == "bad_signature"


def test_a_secret_that_is_none_is_told() -> None:
    with pytest.raises(GatewayError) as refused:
        verify_webhook("hq_key", BODY, signed(BODY))
    assert refused.value.code == "bad_secret"


def test_a_gateway_s_own_call_is_read(gateway: Gateway) -> None:
    heard: list[tuple[bytes, dict[str, str]]] = []
    came = threading.Event()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append((self.rfile.read(int(self.headers["content-length"])), dict(self.headers)))
            self.send_response(204)
            self.end_headers()
            came.set()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Client(gateway.url, gateway.key) as client:
        secret = client.request("POST", "/api/v1/webhooks/secret", body={})["secret"]
        hook = f"http://127.0.0.1:{server.server_port}/hook"
        made = client.submit(model="MiniMax-Hailuo-2.3", prompt="A harbour at dawn", webhook=hook)
        assert came.wait(300)
    server.shutdown()
    event = verify_webhook(secret, *heard[0])
    assert (event["type"], event["data"]["id"]) == ("generation.succeeded", made["id"])
