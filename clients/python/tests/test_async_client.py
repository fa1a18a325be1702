"""The same calls, awaited, under asyncio and trio."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Gateway

from hailuo_queue import AsyncClient, Client

MODEL = "MiniMax-Hailuo-2.3"


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.anyio
async def test_a_batch_of_items_that_come_asynchronously(gateway: Gateway, anyio_backend: str) -> None:
    async def items() -> AsyncIterator[dict[str, Any]]:
        for shot in range(3):
            yield {"model": MODEL, "prompt": f"Clouds {anyio_backend}, shot {shot}"}

    async with AsyncClient(gateway.url, gateway.key) as client:
        uploaded = await client.upload_batch(items())
        assert (uploaded.result, uploaded.items.sent) == ("sealed", 3)
        ended = await client.wait_for(uploaded.batch)
        assert ended["counts"]["succeeded"] == 3
        lines = [line async for line in client.results(uploaded.batch["id"])]
        assert [line["state"] for line in lines] == ["succeeded"] * 3


@pytest.mark.anyio
async def test_one_video_and_a_list(gateway: Gateway, anyio_backend: str, tmp_path: Path) -> None:
    async with AsyncClient(gateway.url, gateway.key) as client:
        made = await client.submit(model=MODEL, prompt=f"A boat, {anyio_backend}", custom_id=f"py-{anyio_backend}")
        ended = await client.wait_for(made)
        file = await client.download(made["id"], tmp_path / "boat.mp4")
        assert file.stat().st_size == ended["bytes"]
        assert made["id"] in [one["id"] async for one in client.generations()]


@pytest.mark.anyio
async def test_labels_tokens_and_waits_by_id(gateway: Gateway, anyio_backend: str) -> None:
    async with AsyncClient(gateway.url, gateway.key) as client:
        opened = await client.open_batch({"name": f"Autumn {anyio_backend}", "tags": {"loop": anyio_backend}})
        await client.send_items(opened["id"], [{"model": MODEL, "prompt": "Leaves"}])
        assert [one["id"] async for one in client.batches(tags={"loop": anyio_backend})] == [opened["id"]]
        changed = await client.change_batch(opened["id"], {"metadata": {"order": 3}})
        assert changed["metadata"] == {"order": 3}
        assert (await client.seal_batch(opened["id"]))["result"] == "sealed"
        token = await client.stream_token(opened)
        assert token["url"].startswith(f"/api/v1/batches/{opened['id']}/events?token=")
        assert (await client.wait_for_batch(opened["id"]))["counts"]["succeeded"] == 1
        assert (await client.retry_batch(opened["id"]))["retried"] == 0
        made = await client.submit(model=MODEL, prompt=f"Rain, {anyio_backend}")
        assert (await client.wait_for_generation(made["id"]))["state"] == "succeeded"


def test_the_waiting_client_refuses_items_that_come_asynchronously(gateway: Gateway) -> None:
    async def items() -> AsyncIterator[dict[str, Any]]:
        yield {}

    with Client(gateway.url, gateway.key) as client, pytest.raises(TypeError):
        client.upload_batch(items())


def test_it_is_what_the_waiting_client_says() -> None:
    subprocess.run([sys.executable, str(Path(__file__).parents[1] / "write_async.py"), "--check"], check=True)
