"""Client of the hailuo-queue gateway: submit, batches, events, results, webhooks. ``Client`` and ``AsyncClient``."""

from ._async_client import AsyncClient
from ._client import Client
from ._flows import SentItems, UploadedBatch
from .errors import GatewayError
from .types import Batch, Generation, Input
from .webhooks import WebhookEvent, verify_webhook

__all__ = [
    "AsyncClient",
    "Batch",
    "Client",
    "GatewayError",
    "Generation",
    "Input",
    "SentItems",
    "UploadedBatch",
    "WebhookEvent",
    "verify_webhook",
]
