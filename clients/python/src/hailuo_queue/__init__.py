"""Client of the hailuo-queue gateway: submit, batches, events, results, webhooks. ``Client`` and ``AsyncClient``."""

from ._async_client import AsyncClient
from ._client import Client
from ._events import Event, StateChange
from ._flows import SentItems, UploadedBatch
from .errors import GatewayError
from .types import Batch, BatchChange, Generation, Input, NewBatch, StreamToken
from .webhooks import WebhookEvent, verify_webhook

__all__ = [
    "AsyncClient",
    "Batch",
    "BatchChange",
    "Client",
    "Event",
    "GatewayError",
    "Generation",
    "Input",
    "NewBatch",
    "SentItems",
    "StateChange",
    "StreamToken",
    "UploadedBatch",
    "WebhookEvent",
    "verify_webhook",
]
