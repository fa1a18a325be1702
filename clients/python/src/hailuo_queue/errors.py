"""What goes wrong between a caller and the gateway."""

from __future__ import annotations

import json
from typing import Any


class GatewayError(Exception):
    """An answer of the gateway that says what is wrong (RFC 9457), or that there was none.

    Attributes:
        status: HTTP status; 0 when no answer came.
        code: stable, for programs: ``idempotency_conflict``, ``quota``, …; ``unreachable`` when no answer came.
        errors: every field that is wrong, and what is allowed.
        retry_after: seconds that the gateway asks to wait, if it does.
    """

    def __init__(self, status: int, problem: dict[str, Any], retry_after: float | None = None) -> None:
        self.status = status
        self.code: str = problem.get("code") or "unknown"
        self.errors: list[dict[str, str]] = problem.get("errors") or []
        self.retry_after = retry_after
        detail = problem.get("detail")
        super().__init__(detail or f"The gateway answered {status} ({problem.get('title') or self.code}).")

    @property
    def may_pass(self) -> bool:
        """Not a refusal: what the network or a busy gateway did, or the same call that is still being answered."""
        passing = self.code in ("unreachable", "not_json", "idempotency_pending")
        return passing or self.status == 429 or self.status >= 500


def error_of(status: int, body: bytes, retry_after: str | None) -> GatewayError:
    """The error that an answer tells."""
    try:
        problem = json.loads(body)
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {"detail": body[:300].decode("utf-8", "replace")}
    seconds = float(retry_after) if retry_after is not None and retry_after.isdigit() else None
    return GatewayError(status, problem, seconds)


def not_json(root: str, status: int, body: bytes) -> GatewayError:
    """The error for an answer that something between here and the gateway has written."""
    shown = body[:100].decode("utf-8", "replace")
    detail = f"The answer from {root} is no JSON, so it is not the gateway's: {shown!r}."
    return GatewayError(status, {"code": "not_json", "detail": detail})


def unreachable(root: str, why: BaseException) -> GatewayError:
    """The error for an answer that did not come, or broke off."""
    reason = str(why) or type(why).__name__
    detail = f"The gateway at {root} cannot be reached or broke off its answer ({reason})."
    return GatewayError(0, {"code": "unreachable", "detail": detail})
