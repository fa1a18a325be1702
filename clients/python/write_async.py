"""Writes src/hailuo_queue/_async_client.py from _client.py: the same calls, awaited.

python write_async.py [--check]
"""

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "src" / "hailuo_queue"

CHANGES = [
    (
        '"""The client for programs that wait."""',
        '"""The client for asyncio and trio. Written from _client.py by write_async.py."""',
    ),
    ("import time\n", ""),
    ("import httpx\n", "import anyio\nimport httpx\n"),
    ("Iterable, Iterator, Mapping", "AsyncIterator, Mapping"),
    ("class Client:", "class AsyncClient:"),
    ("httpx.Client", "httpx.AsyncClient"),
    ("-> Client:", "-> AsyncClient:"),
    ("__enter__", "__aenter__"),
    ("__exit__", "__aexit__"),
    ("    def close(self)", "    async def close(self)"),
    ("self.close()", "await self.close()"),
    ("self._http.close()", "await self._http.aclose()"),
    ("items: Iterable[flows.Item]", "items: flows.Items"),
    (
        "requests one by one from any iterable, of which",
        "requests one by one from any iterable or async iterable, of which",
    ),
    ("time.sleep(", "await anyio.sleep("),
    ("answer = self._send(step)", "answer = await self._send(step)"),
    ("answer = self._http.request(", "answer = await self._http.request("),
    ("answer.read()", "await answer.aread()"),
    ("answer = self._opened.__aenter__()", "answer = await self._opened.__aenter__()"),
    ("self._opened.__aexit__(", "await self._opened.__aexit__("),
    ("with self._http.stream(", "async with self._http.stream("),
    ("self.video_url(generation_id), follow", "await self.video_url(generation_id), follow"),
    ("with self._stream(", "async with self._stream("),
    ("for chunk in answer.iter_bytes()", "async for chunk in answer.aiter_bytes()"),
    ("for line in answer.iter_lines()", "async for line in answer.aiter_lines()"),
    ("for event in stream:", "async for event in stream:"),
    ("self._last_of(", "await self._last_of("),
    (
        'raise TypeError("Items that come asynchronously are for AsyncClient.")',
        "answer = await anext(step.items, None)\n                continue",
    ),
    ("page = self.request(", "page = await self.request("),
    ('str(self.request("GET"', 'str((await self.request("GET"'),
    ('"/video"))["url"])', '"/video")))["url"])'),
]


# Methods that wait; those that only hand out an iterator stay as they are.
WAITS = [
    *("submit", "generation", "explain", "cancel", "retry", "video_url", "download", "upload_batch", "send_items"),
    *("batch", "pause_batch", "resume_batch", "cancel_batch", "results", "wait_for", "put_input", "request"),
    *("open_batch", "seal_batch", "change_batch", "retry_batch", "wait_for_generation", "wait_for_batch"),
    *("stream_token", "_last_of"),
    *("_run", "_send", "_pages", "_events", "__aenter__", "__aexit__"),
]


def converted(source: str) -> str:
    text = source
    for old, new in CHANGES:
        if old not in text:
            raise SystemExit(f"_client.py has no {old!r} any more: change write_async.py")
        text = text.replace(old, new)
    text = re.sub(rf"    def ({'|'.join(WAITS)})\(", r"    async def \1(", text)
    text = re.sub(r"\bIterator\[", "AsyncIterator[", text)
    text = text.replace("AsyncAsync", "Async")
    text = re.sub(r"(cast\(\w+, |return |        )self\.(_run|request)\(", r"\1await self.\2(", text)
    return text


def main() -> None:
    target = FOLDER / "_async_client.py"
    wanted = converted((FOLDER / "_client.py").read_text())
    if "--check" not in sys.argv:
        target.write_text(wanted)
    elif target.read_text() != wanted:
        raise SystemExit("_async_client.py is not what _client.py says: run python write_async.py")


main()
