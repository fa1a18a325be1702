"""The waiting client against a real gateway."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
from conftest import Gateway

from hailuo_queue import Client, GatewayError, NewBatch

MODEL = "MiniMax-Hailuo-2.3"


@pytest.fixture
def client(gateway: Gateway) -> Iterator[Client]:
    with Client(gateway.url, gateway.key) as opened:
        yield opened


def test_a_video_is_made_waited_for_and_downloaded(client: Client, tmp_path: Path) -> None:
    made = client.submit(model=MODEL, prompt="A lighthouse in a storm", custom_id="py-lighthouse")
    again = client.submit(model=MODEL, prompt="A lighthouse in a storm", custom_id="py-lighthouse")
    assert again["id"] == made["id"]
    ended = client.wait_for(made)
    assert ended["state"] == "succeeded"
    assert ended["width"] == 1366
    file = client.download(made["id"], tmp_path / "lighthouse.mp4")
    assert file.stat().st_size == ended["bytes"]
    assert file.read_bytes()[4:8] == b"ftyp"
    assert [path.name for path in tmp_path.iterdir()] == ["lighthouse.mp4"]
    assert client.generation(made["id"])["custom_id"] == "py-lighthouse"
    assert client.explain(made["id"])["state"] == "succeeded"
    assert made["id"] in [one["id"] for one in client.generations(limit=1)]


def test_a_batch_from_an_iterable_tells_its_progress_and_its_results(client: Client) -> None:
    told: list[int] = []
    items = ({"model": MODEL, "prompt": f"Waves, shot {shot}", "custom_id": f"shot-{shot}"} for shot in range(6))
    uploaded = client.upload_batch(
        items, idempotency_key="py-waves", settings={"budget_usd": 50}, on_progress=told.append
    )
    assert (uploaded.result, uploaded.items.created, told) == ("sealed", 6, [6])
    events = list(client.batch_events(uploaded.batch["id"]))
    assert events[-1].event == "end"
    assert {event.event for event in events} <= {"progress", "change", "end"}
    lines = list(client.results(uploaded.batch["id"]))
    assert [line["custom_id"] for line in lines] == [f"shot-{shot}" for shot in range(6)]
    assert {line["state"] for line in lines} == {"succeeded"}
    assert client.wait_for(uploaded.batch)["counts"]["succeeded"] == 6
    repeated = client.upload_batch([], idempotency_key="py-waves", settings={"budget_usd": 50})
    assert (repeated.result, repeated.batch["id"]) == ("existing", uploaded.batch["id"])
    assert uploaded.batch["id"] in [batch["id"] for batch in client.batches()]


def test_a_file_is_sent_as_it_is_and_its_faults_are_told(client: Client, tmp_path: Path) -> None:
    table = tmp_path / "prompts.csv"
    table.write_bytes("提示词;时长\n一只猫在打哈欠;6秒\n一只狗在跑;7\n".encode("gbk"))
    uploaded = client.upload_batch(table)
    assert uploaded.result == "rejected"
    assert "duration" in json.dumps(uploaded.items.faults)
    skipped = client.upload_batch(table.read_bytes(), settings={"invalid": "skip"})
    assert (skipped.result, skipped.items.created, skipped.items.invalid) == ("sealed", 1, 1)
    client.cancel_batch(skipped.batch["id"])


def test_a_refusal_says_which_field_and_what_is_allowed(client: Client, gateway: Gateway) -> None:
    with pytest.raises(GatewayError) as refused:
        client.submit(model=MODEL, prompt="x", duration=7)
    assert refused.value.status == 400
    assert refused.value.errors[0]["field"] == "duration"
    with pytest.raises(GatewayError) as conflict:
        client.submit(model=MODEL, prompt="one", idempotency_key="py-one")
        client.submit(model=MODEL, prompt="other", idempotency_key="py-one")
    assert (conflict.value.status, conflict.value.may_pass) == (409, False)
    with Client(gateway.url, "hq_wrong") as stranger, pytest.raises(GatewayError) as unknown:
        next(stranger.generations())
    assert unknown.value.status == 401
    with pytest.raises(GatewayError) as gone:
        next(client.batch_events("no-such-batch"))
    assert gone.value.code == "not_found"


def test_an_input_is_put_once_and_used_by_its_id(client: Client, tmp_path: Path) -> None:
    picture = tmp_path / "cat.png"
    picture.write_bytes(png(640, 640))
    put = client.put_input(picture)
    assert client.put_input(picture.read_bytes())["id"] == put["id"]
    made = client.submit(model="MiniMax-Hailuo-02", image_url=put["id"], prompt="The cat wakes up")
    assert client.wait_for(made)["state"] == "succeeded"


def test_no_gateway_and_no_url_are_told_apart() -> None:
    with Client("http://127.0.0.1:1", "k", attempts=1) as nobody, pytest.raises(GatewayError) as away:
        nobody.batch("x")
    assert (away.value.code, away.value.status) == ("unreachable", 0)
    with pytest.raises(GatewayError) as wrong:
        Client("queue:8080", "k")
    assert wrong.value.code == "bad_base_url"


def test_batches_have_a_name_tags_and_metadata_and_are_found_by_them(client: Client) -> None:
    labels: NewBatch = {"name": "Spring", "tags": {"team": "video", "from": "py"}, "metadata": {"order": 17}}
    opened = client.open_batch(labels, idempotency_key="py-spring")
    assert client.open_batch(labels, idempotency_key="py-spring")["id"] == opened["id"]
    other = client.open_batch({"tags": {"team": "video"}})
    assert [one["id"] for one in client.batches(tags={"team": "video", "from": "py"}, limit=1)] == [opened["id"]]
    assert [one["id"] for one in client.batches(name="Spring")] == [opened["id"]]
    assert {one["id"] for one in client.batches(tags={"team": "video"}, limit=1)} == {opened["id"], other["id"]}
    changed = client.change_batch(opened["id"], {"name": "Summer", "metadata": None})
    assert (changed["name"], changed["tags"], changed["metadata"]) == ("Summer", labels["tags"], {})
    client.send_items(opened["id"], [{"model": MODEL, "prompt": "A field in summer"}])
    with pytest.raises(GatewayError) as lacking:
        client.seal_batch(opened["id"], 2)
    assert lacking.value.code == "incomplete"
    sealed = client.seal_batch(opened["id"], 1)
    assert (sealed["result"], sealed["batch"]["name"]) == ("sealed", "Summer")
    ended = client.wait_for_batch(opened["id"])
    assert (ended["tags"], ended["progress"], ended["counts"]["succeeded"]) == (
        labels["tags"],
        {"ended": 1, "ratio": 1},
        1,
    )
    client.cancel_batch(other["id"])


def test_a_token_opens_the_events_of_one_thing_for_a_page_without_a_key(client: Client, gateway: Gateway) -> None:
    made = client.submit(model=MODEL, prompt="A page of events", wait=0)
    token = client.stream_token(made, minutes=2)
    assert (token["object"], token["url"].split("?")[0]) == ("stream_token", f"/api/v1/generations/{made['id']}/events")
    with httpx.stream("GET", gateway.url + token["url"], timeout=300) as stream:
        assert stream.status_code == 200
        assert "event: end" in stream.read().decode()
    assert httpx.get(f"{gateway.url}/api/v1/generations/{made['id']}?token={token['token']}").status_code == 401
    assert client.wait_for_generation(made["id"])["state"] == "succeeded"
    batch = client.upload_batch([{"model": MODEL, "prompt": "Events of a batch"}]).batch
    assert client.stream_token(batch)["url"].startswith(f"/api/v1/batches/{batch['id']}/events?token=")


def test_a_retry_that_may_buy_and_a_filter_of_what_there_is(client: Client) -> None:
    made = client.submit(model=MODEL, prompt="A filter", custom_id="py-filter")
    client.wait_for(made)
    assert [one["id"] for one in client.generations(where="custom_id=py-filter state=succeeded")] == [made["id"]]
    with pytest.raises(GatewayError) as done:
        client.retry(made["id"], rebuy=True, idempotency_key="py-retry")
    assert (done.value.status, done.value.may_pass) == (409, False)
    assert client.retry_batch(made["batch"], rebuy=True, code="prompt_flagged")["retried"] == 0
    preview = client.request(
        "POST", "/api/v1/bulk/retry", body={"where": "state=failed", "rebuy": True}, idempotency_key="py-bulk"
    )
    assert preview["dry_run"] is True


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.submit(model=MODEL, prompt="a cat", custom_id=None),
        lambda client: client.retry("gen_1", rebuy=True),
        lambda client: client.retry_batch("b", rebuy=True),
        lambda client: client.request("POST", "/api/v1/bulk/retry", body={}, idempotency_key="k"),
    ],
)
def test_what_may_buy_is_sent_again_under_one_key_while_it_is_being_carried_out(
    call: Callable[[Client], object],
) -> None:
    with serve(Pending) as url, Client(url, "k") as client:
        Pending.keys.clear()
        call(client)
        assert len(Pending.keys) == 2
        assert len(set(Pending.keys)) == 1
        assert Pending.keys[0]


def test_a_page_of_a_proxy_in_place_of_json_is_told_and_results_are_asked_for_again() -> None:
    with serve(Page) as url, Client(url, "k", attempts=1) as client, pytest.raises(GatewayError) as told:
        client.batch("b")
    assert (told.value.code, "a proxy" in str(told.value)) == ("not_json", True)
    with serve(Pending) as url, Client(url, "k") as client:
        Pending.keys.clear()
        assert list(client.results("b")) == [{"id": "gen_1"}]


@contextmanager
def serve(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status: int, body: bytes) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Pending(Answering):
    """Is still carrying it out when it is asked first."""

    keys: ClassVar[list[str | None]] = []

    def do_POST(self) -> None:
        self.keys.append(self.headers["idempotency-key"])
        if len(self.keys) == 1:
            self.answer(409, b'{"code": "idempotency_pending"}')
        else:
            self.answer(200, b'{"id": "gen_1"}')

    def do_GET(self) -> None:
        self.keys.append(None)
        if len(self.keys) == 1:
            self.answer(503, b'{"code": "redis_unavailable"}')
        else:
            self.answer(200, b'{"id": "gen_1"}\n')


class Page(Answering):
    def do_GET(self) -> None:
        self.answer(200, b"<html>a proxy is here")


class Flaky(BaseHTTPRequestHandler):
    """Refuses twice, then answers; keeps what it was sent."""

    protocol_version = "HTTP/1.1"
    heard: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.heard.append({"body": json.loads(body), "key": self.headers["idempotency-key"]})
        status = 503 if len(self.heard) < 3 else 201
        answer = json.dumps({"id": "gen_1", "object": "generation", "code": "busy"}).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


def test_a_submit_that_breaks_off_is_sent_again_under_the_same_key() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Flaky)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with Client(f"http://127.0.0.1:{server.server_port}", "k") as client:
            assert client.submit(model=MODEL, prompt="a cat")["id"] == "gen_1"
    finally:
        server.shutdown()
    assert len(Flaky.heard) == 3
    assert len({one["key"] for one in Flaky.heard}) == 1
    assert Flaky.heard[0]["key"]


def png(width: int, height: int) -> bytes:
    """A picture of one colour."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x40\x80\xc0" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
