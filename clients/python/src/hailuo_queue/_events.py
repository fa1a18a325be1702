"""Server-sent events, read as they arrive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypedDict

# One move of a generation: its id, its batch, its states, and when (ISO 8601).
StateChange = TypedDict("StateChange", {"generation": str, "batch": str, "from": str, "to": str, "at": str})


@dataclass(frozen=True)
class Event:
    """One message of a stream of events.

    ``event``: ``snapshot`` or ``progress`` with it as it is, ``change`` with a ``StateChange``, ``end`` with it as it
    ended. ``id``: to go on behind it.
    """

    event: str
    data: Any
    id: str | None = None


class EventReader:
    """Takes the lines of a stream and gives its events. Comments, which keep a connection open, are passed over."""

    def __init__(self) -> None:
        self._fields: dict[str, str] = {}

    def take(self, line: str) -> Iterator[Event]:
        if line == "":
            fields, self._fields = self._fields, {}
            if "data" in fields:
                yield Event(fields.get("event", "message"), json.loads(fields["data"]), fields.get("id"))
            return
        name, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if name == "data" and "data" in self._fields:
            value = f"{self._fields['data']}\n{value}"
        if name:
            self._fields[name] = value
