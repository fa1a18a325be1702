"""A gateway with a simulated provider, as ``hailuo dev`` serves it: real processes, and nothing is bought."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Gateway:
    url: str
    key: str


@pytest.fixture(scope="session")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    folder = tmp_path_factory.mktemp("dev")
    command = ["node", str(ROOT / "apps/cli/bin/hailuo.mjs"), "dev", "--port", "0", "--speed", "200", "--json"]
    env = {**os.environ, "HAILUO_WEBHOOK_ALLOW_PRIVATE": "true", "HAILUO_DASHBOARD_PORT": "0"}
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            said = json.loads(line)
            if said.get("type") == "dev":
                yield Gateway(said["gateway"], said["key"])
                return
        raise AssertionError("hailuo dev ended without saying where it serves")
    finally:
        process.terminate()
        process.wait()
