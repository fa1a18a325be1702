"""Where the gateway is and how it is called: what both clients share."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import httpx

from .errors import GatewayError

# A stream says something each 15 s; an upload of a large part may take its time.
TIMEOUT = httpx.Timeout(60.0, connect=10.0)
STREAM_TIMEOUT = httpx.Timeout(60.0, connect=10.0, read=45.0)
STREAM_PAUSE = 1.0


def root_of(base_url: str | None) -> str:
    """The gateway's URL without a slash at its end; default ``HAILUO_URL``. Raises GatewayError for what is none."""
    url = base_url or os.environ.get("HAILUO_URL") or "http://127.0.0.1:8080"
    parts = urlsplit(url)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        detail = f"base_url is {url!r}, which is no URL like http://queue:8080."
        raise GatewayError(0, {"code": "bad_base_url", "detail": detail})
    return url.rstrip("/")


def headers_of(api_key: str | None) -> dict[str, str]:
    """With the key; default ``HAILUO_KEY``."""
    key = api_key if api_key is not None else os.environ.get("HAILUO_KEY", "")
    return {"authorization": f"Bearer {key}", "user-agent": "hailuo-queue-python/0.1.0"}
