"""What the calls do, apart from how they are sent: both clients run the same flows.

A flow is a generator. It yields a ``Call`` and is sent the answer's JSON; a ``GatewayError`` is thrown into it. It
yields a ``Pause`` to wait.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import AsyncIterable, AsyncIterator, Callable, Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import quote

from .errors import GatewayError
from .types import Batch, Generation, NewBatch

Item = dict[str, Any]
Items = Iterable[Item] | AsyncIterable[Item]
Source = str | os.PathLike[str] | bytes | Items
Progress = Callable[[int], None]

_JSON = {"content-type": "application/json"}
# In memory at once; a part that breaks is sent again, which adds none twice.
_MOST_ITEMS = 5000
_MOST_CHARACTERS = 4_000_000
_SHOWN_FAULTS = 1000
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


@dataclass(frozen=True)
class Call:
    """One request. ``again``: it may be sent twice, so it is repeated while the gateway is away or busy."""

    method: str
    path: str
    content: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    again: bool = True


@dataclass(frozen=True)
class Pause:
    """Wait so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Next:
    """The next item, or None behind the last. Only AsyncClient answers it."""

    items: AsyncIterator[Item]


T = TypeVar("T")
Flow = Generator[Call | Pause | Next, Any, T]


@dataclass(frozen=True)
class SentItems:
    """What all parts of an upload added together. ``faults``: the first 1,000."""

    sent: int = 0
    created: int = 0
    existing: int = 0
    invalid: int = 0
    conflicts: int = 0
    faults: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class UploadedBatch:
    """A batch that was sealed, and what became of its items.

    ``result``: ``sealed``; ``existing``, it was sealed before; or ``rejected``, since lines are invalid: none of its
    videos are made, and ``items.faults`` has the first of them.
    """

    batch: Batch
    result: str
    items: SentItems


def ask(call: Call, attempts: int) -> Flow[Any]:
    """The answer's JSON; repeated where that is safe, with growing pauses, or as long as the gateway asks for."""
    attempt = 1
    while True:
        try:
            return (yield call)
        except GatewayError as error:
            if not call.again or attempt >= attempts or not error.may_pass:
                raise
            yield Pause(pause_after(attempt, error))
            attempt += 1


def pause_after(attempt: int, error: GatewayError) -> float:
    """Seconds to wait: longer each time, and as long as the gateway asks for."""
    pause = min(_FIRST_PAUSE * 2.0 ** (attempt - 1), _LONGEST_PAUSE)
    return float(max(pause, min(error.retry_after or 0.0, _LONGEST_PAUSE)))


def path_of(kind: str, identity: str, rest: str = "") -> str:
    return f"/api/v1/{kind}/{quote(identity, safe='')}{rest}"


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def post(path: str, body: object, *, again: bool = True, headers: dict[str, str] | None = None) -> Call:
    return Call("POST", path, as_json(body), _JSON | (headers or {}), again=again)


def named(idempotency_key: str | None) -> dict[str, str]:
    """The header that makes a call safe to repeat: under this key, or under a random one."""
    return {"idempotency-key": idempotency_key or str(uuid.uuid4())}


def submit(request: Item, idempotency_key: str | None, wait: float | None, attempts: int) -> Flow[Generation]:
    """A key or a custom_id makes the POST safe to repeat: without either a random key is sent."""
    headers: dict[str, str] = {}
    if idempotency_key is not None or request.get("custom_id") is None:
        headers = named(idempotency_key)
    if wait is not None:
        headers["prefer"] = f"wait={max(0, min(60, int(wait)))}"
    return cast(Generation, (yield from ask(post("/api/v1/generations", request, headers=headers), attempts)))


def open_batch(settings: NewBatch | None, idempotency_key: str | None) -> Call:
    return post("/api/v1/batches", settings or {}, headers=named(idempotency_key))


def seal_batch(batch_id: str, total: int | None) -> Call:
    return post(path_of("batches", batch_id, "/seal"), {} if total is None else {"total": total})


def rebuy(path: str, body: dict[str, Any], idempotency_key: str | None) -> Call:
    """Carried out once under its key, so that it may be sent again; what buys nothing needs none."""
    buys = body["rebuy"] or idempotency_key is not None
    return post(path, body, headers=named(idempotency_key) if buys else None)


def upload_batch(
    source: Source,
    settings: NewBatch | None,
    idempotency_key: str | None,
    on_progress: Progress | None,
    attempts: int,
) -> Flow[UploadedBatch]:
    """Opens a batch, fills it and seals it. Nothing of a batch that is not sealed starts."""
    opened: Batch = yield from ask(open_batch(settings, idempotency_key), attempts)
    if opened["phase"] != "open":
        return UploadedBatch(opened, "existing", SentItems())
    identity = opened["id"]
    if isinstance(source, (str, bytes, os.PathLike)):
        content = source if isinstance(source, bytes) else Path(source).read_bytes()
        headers = {"content-type": "application/octet-stream"}
        upload = yield from ask(Call("POST", path_of("batches", identity, "/items"), content, headers), attempts)
        items = add(SentItems(), upload)
        if on_progress is not None:
            on_progress(items.sent)
    else:
        items = yield from send_items(identity, source, 0, on_progress, attempts)
    seal = yield from ask(seal_batch(identity, items.sent), attempts)
    return UploadedBatch(seal["batch"], seal["result"], items)


def send_items(batch_id: str, items: Items, start: int, on_progress: Progress | None, attempts: int) -> Flow[SentItems]:
    """Fills an open batch with bounded memory, waiting for the gateway to take each part."""
    total = SentItems()
    parts = _Parts()
    there = iter(items) if isinstance(items, Iterable) else None
    coming = None if isinstance(items, Iterable) else aiter(items)
    more = True
    while more:
        if there is not None:
            item = next(there, None)
        else:
            item = yield Next(cast("AsyncIterator[Item]", coming))
        more = item is not None
        part = parts.take(item) if item is not None else parts.rest()
        if part is None:
            continue
        params = {"start": start + total.sent}
        headers = {"content-type": "application/x-ndjson"}
        call = Call("POST", path_of("batches", batch_id, "/items"), part, headers, params)
        total = add(total, (yield from ask(call, attempts)))
        if on_progress is not None:
            on_progress(total.sent)
    return total


class _Parts:
    """Gathers items to parts that one request carries."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._characters = 0

    def take(self, item: Item) -> bytes | None:
        """The part that is full without this item, if there is one."""
        line = json.dumps(item, ensure_ascii=False)
        full = len(self._lines) >= _MOST_ITEMS or self._characters + len(line) > _MOST_CHARACTERS
        part = self.rest() if full else None
        self._lines.append(line)
        self._characters += len(line)
        return part

    def rest(self) -> bytes | None:
        """What is left."""
        part = "\n".join(self._lines).encode() if self._lines else None
        self._lines, self._characters = [], 0
        return part


def add(total: SentItems, upload: dict[str, Any]) -> SentItems:
    return SentItems(
        sent=total.sent + upload["received"],
        created=total.created + upload["created"],
        existing=total.existing + upload["existing"],
        invalid=total.invalid + upload["invalid"],
        conflicts=total.conflicts + upload["conflicts"],
        faults=[*total.faults, *upload["faults"]][:_SHOWN_FAULTS],
    )


def page_params(cursor: str | None, filters: dict[str, Any]) -> dict[str, Any]:
    params = {name: value for name, value in filters.items() if value is not None}
    return params if cursor is None else {**params, "cursor": cursor}


def media_of(content: str | os.PathLike[str] | bytes) -> Call:
    """The gateway judges the content alone, and the same content is the same input."""
    body = content if isinstance(content, bytes) else Path(content).read_bytes()
    return Call("POST", "/api/v1/inputs", body, {"content-type": "application/octet-stream"})
