"""The client for programs that wait."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar, cast, overload

import httpx

from . import _flows as flows
from ._connection import STREAM_PAUSE, STREAM_TIMEOUT, TIMEOUT, headers_of, root_of
from ._events import Event, EventReader
from .errors import GatewayError, error_of, not_json, unreachable
from .types import Batch, BatchChange, BatchRetry, Explanation, Generation, Input, NewBatch, Seal, StreamToken

T = TypeVar("T")


class Client:
    """The gateway for one API key.

    Args:
        base_url: the gateway, such as ``http://queue:8080``; default ``HAILUO_URL``, else this machine.
        api_key: of ``hailuo keys create``; default ``HAILUO_KEY``.
        attempts: how often what can be repeated without harm is tried; the default takes some 15 s.
        http: an ``httpx.Client`` of your own, with its proxies and certificates; it is not closed.

    Every call raises GatewayError for a refusal, and with the code ``unreachable`` when no answer came.
    """

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        attempts: int = 6,
        http: httpx.Client | None = None,
    ) -> None:
        self._root = root_of(base_url)
        self._headers = headers_of(api_key)
        self._attempts = attempts
        self._own = http is None
        self._http = http or httpx.Client(timeout=TIMEOUT)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        if self._own:
            self._http.close()

    # Generations

    def submit(self, *, idempotency_key: str | None = None, wait: float | None = None, **request: Any) -> Generation:
        """Makes one video: ``submit(model="MiniMax-Hailuo-2.3", prompt="A cat")``.

        A call that breaks off is sent again under the same key, which buys nothing twice. The same ``idempotency_key``
        (or ``custom_id``) and request give the original generation, also from another process. ``wait``: answer when
        it has ended, at most that many seconds (60) later.
        """
        return self._run(flows.submit(request, idempotency_key, wait, self._attempts))

    def generation(self, generation_id: str) -> Generation:
        """One generation as it is."""
        return cast(Generation, self.request("GET", flows.path_of("generations", generation_id)))

    def generations(
        self, *, batch: str | None = None, state: str | None = None, where: str | None = None, limit: int = 100
    ) -> Iterator[Generation]:
        """All generations, page by page.

        ``where``: a filter instead, such as ``code=video_flagged ended<1h``. ``limit``: of a page.
        """
        filters = {"batch": batch, "state": state, "where": where, "limit": limit}
        return cast("Iterator[Generation]", self._pages("/api/v1/generations", filters))

    def explain(self, generation_id: str) -> Explanation:
        """What it waits for, and about when it starts."""
        return cast(Explanation, self.request("GET", flows.path_of("generations", generation_id, "/explain")))

    def cancel(self, generation_id: str) -> Generation:
        """Cancels it. A task that the provider has begun is paid for."""
        call = flows.Call("POST", flows.path_of("generations", generation_id, "/cancel"))
        return cast(Generation, self._run(flows.ask(call, self._attempts)))

    def retry(self, generation_id: str, *, rebuy: bool = False, idempotency_key: str | None = None) -> Generation:
        """Runs its failed stage again; buys only with ``rebuy``, and then once for each ``idempotency_key``."""
        call = flows.rebuy(flows.path_of("generations", generation_id, "/retry"), {"rebuy": rebuy}, idempotency_key)
        return cast(Generation, self._run(flows.ask(call, self._attempts)))

    def video_url(self, generation_id: str) -> str:
        """A link to its video that is valid for an hour and needs no key."""
        return str(self.request("GET", flows.path_of("generations", generation_id, "/video"))["url"])

    def download(self, generation_id: str, path: str | os.PathLike[str]) -> Path:
        """Stores its video as a file: whole, or not at all."""
        target = Path(path)
        part = target.with_name(f"{target.name}.part")
        try:
            with self._http.stream("GET", self.video_url(generation_id), follow_redirects=True) as answer:
                if answer.status_code >= 400:
                    raise error_of(answer.status_code, answer.read(), None)
                with part.open("wb") as file:
                    for chunk in answer.iter_bytes():
                        file.write(chunk)
            part.replace(target)
        except httpx.RequestError as error:
            raise unreachable(self._root, error) from error
        finally:
            part.unlink(missing_ok=True)
        return target

    # Batches

    def upload_batch(
        self,
        source: flows.Source,
        *,
        settings: NewBatch | None = None,
        idempotency_key: str | None = None,
        on_progress: flows.Progress | None = None,
    ) -> flows.UploadedBatch:
        """Opens a batch, fills it and seals it: it starts.

        ``source``: the path of a file or its bytes, in any format that the gateway reads (CSV, XLSX, JSON lines, …), or
        requests one by one from any iterable, of which only a part is held in memory. ``settings``: budget, priority,
        webhook, what becomes of invalid lines. The same ``idempotency_key`` is the same batch.
        """
        return self._run(flows.upload_batch(source, settings, idempotency_key, on_progress, self._attempts))

    def open_batch(self, settings: NewBatch | None = None, *, idempotency_key: str | None = None) -> Batch:
        """Opens a batch to be filled with ``send_items``; nothing of it starts before ``seal_batch``."""
        return cast(Batch, self._run(flows.ask(flows.open_batch(settings, idempotency_key), self._attempts)))

    def seal_batch(self, batch_id: str, total: int | None = None) -> Seal:
        """Starts a batch that was filled; ``total``: how many items it must have, else it stays open."""
        return cast(Seal, self._run(flows.ask(flows.seal_batch(batch_id, total), self._attempts)))

    def send_items(
        self,
        batch_id: str,
        items: Iterable[flows.Item],
        *,
        start: int = 0,
        on_progress: flows.Progress | None = None,
    ) -> flows.SentItems:
        """Fills a batch that is open. ``start``: how many were sent before, to go on with an upload."""
        return self._run(flows.send_items(batch_id, items, start, on_progress, self._attempts))

    def batch(self, batch_id: str) -> Batch:
        """One batch as it is."""
        return cast(Batch, self.request("GET", flows.path_of("batches", batch_id)))

    def batches(
        self, *, name: str | None = None, tags: Mapping[str, str] | None = None, limit: int = 100
    ) -> Iterator[Batch]:
        """All batches that have this name and all these tags, newest first, page by page; ``limit``: of a page."""
        tag = [f"{key}:{value}" for key, value in (tags or {}).items()]
        return cast("Iterator[Batch]", self._pages("/api/v1/batches", {"name": name, "tag": tag, "limit": limit}))

    def change_batch(self, batch_id: str, change: BatchChange) -> Batch:
        """Changes its name, tags, metadata, priority, budget or failure ratio; None takes one away."""
        headers = {"content-type": "application/json"}
        call = flows.Call("PATCH", flows.path_of("batches", batch_id), flows.as_json(change), headers)
        return cast(Batch, self._run(flows.ask(call, self._attempts)))

    def retry_batch(
        self, batch_id: str, *, rebuy: bool = False, code: str | None = None, idempotency_key: str | None = None
    ) -> BatchRetry:
        """Runs the failed stages of all of it again, or of those with this ``code``; buys only with ``rebuy``."""
        body = {"rebuy": rebuy} | ({} if code is None else {"code": code})
        call = flows.rebuy(flows.path_of("batches", batch_id, "/retry"), body, idempotency_key)
        return cast(BatchRetry, self._run(flows.ask(call, self._attempts)))

    def pause_batch(self, batch_id: str) -> None:
        """Starts nothing more of it; what is under way goes on."""
        self._run(flows.ask(flows.Call("POST", flows.path_of("batches", batch_id, "/pause")), self._attempts))

    def resume_batch(self, batch_id: str) -> None:
        """Goes on with it."""
        self._run(flows.ask(flows.Call("POST", flows.path_of("batches", batch_id, "/resume")), self._attempts))

    def cancel_batch(self, batch_id: str) -> None:
        """Cancels what has not ended."""
        self._run(flows.ask(flows.Call("POST", flows.path_of("batches", batch_id, "/cancel")), self._attempts))

    def results(self, batch_id: str, *, errors: bool = False) -> Iterator[dict[str, Any]]:
        """Its generations one by one, as lines of results.jsonl; ``errors``: what failed or was cancelled."""
        path = flows.path_of("batches", batch_id, "/errors.jsonl" if errors else "/results.jsonl")
        attempt, told = 1, False
        while True:
            try:
                with self._stream(path, {}) as answer:
                    for line in answer.iter_lines():
                        if line:
                            told = True
                            yield json.loads(line)
                return
            except httpx.RequestError as error:
                failed = unreachable(self._root, error)
            except GatewayError as error:
                failed = error
            if told or attempt >= self._attempts or not failed.may_pass:
                raise failed
            time.sleep(flows.pause_after(attempt, failed))
            attempt += 1

    # Events

    def generation_events(self, generation_id: str) -> Iterator[Event]:
        """Its changes to its end, resumed where a connection broke: each change is told once."""
        return self._events(flows.path_of("generations", generation_id, "/events"))

    def batch_events(self, batch_id: str) -> Iterator[Event]:
        """The progress and changes of a batch to its end."""
        return self._events(flows.path_of("batches", batch_id, "/events"))

    @overload
    def wait_for(self, one: Generation) -> Generation: ...
    @overload
    def wait_for(self, one: Batch) -> Batch: ...
    def wait_for(self, one: Generation | Batch) -> Generation | Batch:
        """What any call returned, when it has ended, or goes on by itself no more."""
        identity = one["id"]
        stream = self.batch_events(identity) if one["object"] == "batch" else self.generation_events(identity)
        return cast("Generation | Batch", self._last_of(stream))

    def wait_for_generation(self, generation_id: str) -> Generation:
        """A generation, when it has ended."""
        return cast(Generation, self._last_of(self.generation_events(generation_id)))

    def wait_for_batch(self, batch_id: str) -> Batch:
        """A batch, when it goes on by itself no more."""
        return cast(Batch, self._last_of(self.batch_events(batch_id)))

    def stream_token(self, one: Generation | Batch, *, minutes: int | None = None) -> StreamToken:
        """A token for the events of this generation or batch alone, for a page that holds no key."""
        body: dict[str, Any] = {one["object"]: one["id"]} | ({} if minutes is None else {"minutes": minutes})
        return cast(StreamToken, self._run(flows.ask(flows.post("/api/v1/tokens", body), self._attempts)))

    # Inputs

    def put_input(self, content: str | os.PathLike[str] | bytes) -> Input:
        """Uploads a picture, video or recording, a file's path or bytes; its ``id`` is the URL for requests."""
        return cast(Input, self._run(flows.ask(flows.media_of(content), self._attempts)))

    # Every path

    def request(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        again: bool | None = None,
        idempotency_key: str | None = None,
        **params: Any,
    ) -> Any:
        """Any path of the gateway, answered as JSON.

        ``again``: whether it may be sent twice; default for GET, and under an ``idempotency_key``.
        """
        content = None if body is None else flows.as_json(body)
        headers = {} if body is None else {"content-type": "application/json"}
        if idempotency_key is not None:
            headers |= flows.named(idempotency_key)
        repeat = method in ("GET", "HEAD") or idempotency_key is not None if again is None else again
        call = flows.Call(method, path, content, headers, params, repeat)
        return self._run(flows.ask(call, self._attempts))

    def _run(self, flow: flows.Flow[T]) -> T:
        answer: Any = None
        failed: GatewayError | None = None
        while True:
            try:
                step = flow.throw(failed) if failed is not None else flow.send(answer)
            except StopIteration as end:
                return cast(T, end.value)
            answer, failed = None, None
            if isinstance(step, flows.Pause):
                time.sleep(step.seconds)
                continue
            if isinstance(step, flows.Next):
                raise TypeError("Items that come asynchronously are for AsyncClient.")
            try:
                answer = self._send(step)
            except GatewayError as error:
                failed = error

    def _send(self, call: flows.Call) -> Any:
        try:
            answer = self._http.request(
                call.method,
                f"{self._root}{call.path}",
                content=call.content,
                headers=self._headers | call.headers,
                params=call.params,
            )
        except httpx.RequestError as error:
            raise unreachable(self._root, error) from error
        if answer.status_code >= 400:
            raise error_of(answer.status_code, answer.content, answer.headers.get("retry-after"))
        try:
            return json.loads(answer.content) if answer.content else None
        except ValueError:
            raise not_json(self._root, answer.status_code, answer.content) from None

    def _pages(self, path: str, filters: dict[str, Any]) -> Iterator[Any]:
        cursor: str | None = None
        while True:
            page = self.request("GET", path, **flows.page_params(cursor, filters))
            for one in page["data"]:
                yield one
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def _last_of(self, stream: Iterator[Event]) -> Any:
        last: Any = None
        for event in stream:
            if event.event == "end":
                last = event.data
        return last

    def _stream(self, path: str, headers: dict[str, str]) -> _Stream:
        return _Stream(self._http, f"{self._root}{path}", self._headers | headers)

    def _events(self, path: str) -> Iterator[Event]:
        last: str | None = None
        while True:
            headers = {"accept": "text/event-stream"} | ({} if last is None else {"last-event-id": last})
            try:
                reader = EventReader()
                with self._stream(path, headers) as answer:
                    for line in answer.iter_lines():
                        for event in reader.take(line):
                            last = event.id or last
                            yield event
                            if event.event == "end":
                                return
            except httpx.RequestError:
                pass
            except GatewayError as error:
                if not error.may_pass:
                    raise
            time.sleep(STREAM_PAUSE)


class _Stream:
    """A GET whose answer is read as it arrives. Raises GatewayError for a refusal."""

    def __init__(self, http: httpx.Client, url: str, headers: dict[str, str]) -> None:
        self._opened = http.stream("GET", url, headers=headers, timeout=STREAM_TIMEOUT)

    def __enter__(self) -> httpx.Response:
        answer = self._opened.__enter__()
        if answer.status_code >= 400:
            try:
                raise error_of(answer.status_code, answer.read(), answer.headers.get("retry-after"))
            finally:
                self._opened.__exit__(None, None, None)
        return answer

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.__exit__(kind, error, trace)
