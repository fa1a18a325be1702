"""What the gateway's API takes and answers. Written from its OpenAPI document: infra/docs/write-python-types.mjs."""

from __future__ import annotations

import sys
from typing import Any, Literal, TypedDict, Union

if sys.version_info >= (3, 11):
    from typing import NotRequired
else:
    from typing_extensions import NotRequired


class AccountWindowsItem(TypedDict):
    surface: str
    window_seconds: float
    used: int
    limit: int



class AccountRefusing1(TypedDict):
    since: str
    times: int
    last_at: str
    reason: str
    stopped: bool
    next_try_at: Union[str, None]



class AccountFunds1PlanItem(TypedDict):
    span: str
    status: str
    remaining_percent: Union[float, None]
    resets_at: Union[str, None]



class AccountFunds1(TypedDict):
    at: str
    currency: str
    balance: Union[float, None]
    plan: list[AccountFunds1PlanItem]
    low: Union[str, None]



class AccountCallbackRefused1(TypedDict):
    since: str
    left_out_until: str
    reason: str



class Account(TypedDict):
    object: Literal["account"]
    name: str
    slots_used: int
    slots_allowed: int
    backlog: int
    windows: list[AccountWindowsItem]
    held: bool
    draining: bool
    paused_until: Union[str, None]
    paused_reason: Union[str, None]
    refusing: Union[AccountRefusing1, None]
    slots_lost: int
    funds: Union[AccountFunds1, None]
    callback_refused: Union[AccountCallbackRefused1, None]



class AccountChange(TypedDict):
    """Fields that are left out do not change; null returns to the workers' settings."""

    max_in_flight: NotRequired[Union[int, None]]
    create_per_minute: NotRequired[Union[int, None]]
    query_per_minute: NotRequired[Union[int, None]]
    files_per_minute: NotRequired[Union[int, None]]
    why: NotRequired[str]



class AccountPage(TypedDict):
    object: Literal["list"]
    data: list[Account]



class Attempt(TypedDict):
    """An attempt of a stage that ended in an error."""

    stage: Literal["create", "poll", "download"]
    code: str
    message: str
    times: int
    first_at: str
    last_at: str
    next_at: Union[str, None]



class AuditEntry(TypedDict):
    object: Literal["audit_entry"]
    id: str
    at: str
    who: str
    what: str
    tenant: Union[str, None]
    about: dict[str, str]
    details: dict[str, str]
    outcome: Literal["done", "refused", "failed"]
    code: Union[str, None]



class AuditPage(TypedDict):
    """A page may be short or empty although more pages follow: continue while there is a next_cursor."""

    object: Literal["list"]
    data: list[AuditEntry]
    next_cursor: Union[str, None]



class BatchCounts(TypedDict):
    queued: int
    creating: int
    submission_unknown: int
    generating: int
    overdue: int
    downloading: int
    cancelling: int
    succeeded: int
    failed: int
    cancelled: int



class BatchProgress(TypedDict):
    ended: int
    ratio: float



class BatchEtaRange1(TypedDict):
    earliest: str
    latest: str



class Batch(TypedDict):
    object: Literal["batch"]
    id: str
    name: Union[str, None]
    tags: dict[str, str]
    metadata: dict[str, Union[str, float, bool, None]]
    phase: Literal["open", "sealed", "ended"]
    outcome: Union[Literal["succeeded", "failed", "cancelled", "needs_attention"], None]
    total: int
    invalid: int
    twins: int
    warned: int
    counts: BatchCounts
    progress: BatchProgress
    eta: Union[str, None]
    eta_range: Union[BatchEtaRange1, None]
    paused: bool
    stopped: Union[Literal["failure_ratio", "rejected", "budget", "no_price"], None]
    priority: Union[Literal["high", "normal", "low"], None]
    max_failure_ratio: Union[float, None]
    budget_usd: Union[float, None]
    reserved_usd: float
    spent_usd: float
    created_at: str
    sealed_at: Union[str, None]
    ended_at: Union[str, None]



class BatchCancel(TypedDict):
    object: Literal["batch_cancel"]
    cancelled: int
    cancelling: int
    already_ended: int
    batch: Batch



class BatchChange(TypedDict):
    """Fields that are left out do not change; null removes a limit, the name, all tags or all metadata. A batch that a limit stopped continues."""

    priority: NotRequired[Literal["high", "normal", "low"]]
    max_failure_ratio: NotRequired[Union[float, None]]
    budget_usd: NotRequired[Union[float, None]]
    name: NotRequired[Union[str, None]]
    tags: NotRequired[Union[dict[str, str], None]]
    metadata: NotRequired[Union[dict[str, Union[str, float, bool, None]], None]]



class BatchPage(TypedDict):
    object: Literal["list"]
    data: list[Batch]
    next_cursor: Union[str, None]



class BatchResolution(TypedDict):
    object: Literal["batch_resolution"]
    action: Literal["resubmit", "fail"]
    dry_run: bool
    waiting: int
    resolved: int
    refused: int
    reasons: dict[str, int]
    may_cost_usd: float
    unpriced: int
    batch: Batch



class BatchRetry(TypedDict):
    object: Literal["batch_retry"]
    retried: int
    refused: int
    batch: Batch



class Bulk(TypedDict):
    """What was done, or with `dry_run` what would be. `more`: there are more than were looked through, or than was agreed to; the same request again goes on."""

    object: Literal["bulk"]
    dry_run: bool
    matched: int
    changed: int
    refused: dict[str, int]
    need_rebuy: Union[int, None]
    under_way: Union[int, None]
    cost_usd: float
    unpriced: Union[int, None]
    more: bool
    first: list[Generation]



class CandidatesDataItem(TypedDict):
    task_id: str
    created_at: str
    status: str



Candidates = TypedDict(
    "Candidates",
    {
        "object": Literal["candidates"],
        "generation": str,
        "state": str,
        "waits": bool,
        "account": Union[str, None],
        "submitted_at": Union[str, None],
        "lists_tasks": bool,
        "looked_at": Union[str, None],
        "from": Union[str, None],
        "until": Union[str, None],
        "complete": Union[bool, None],
        "rivals": Union[int, None],
        "data": list[CandidatesDataItem],
    },
)



class DiagnosisTroublesItem(TypedDict):
    cause: str
    severity: Literal["stops", "slows", "asks", "warns", "limit"]
    generations: int
    what: str
    remedy: str
    account: Union[str, None]
    batch: Union[str, None]
    tenant: Union[str, None]
    stage: Union[str, None]
    model: Union[str, None]
    code: Union[str, None]



class Diagnosis(TypedDict):
    object: Literal["diagnosis"]
    at: Union[str, None]
    standing: Literal["idle", "moving", "slowed", "stopped"]
    summary: str
    troubles: list[DiagnosisTroublesItem]



class DryRunFaultsItem(TypedDict):
    index: int
    line: Union[int, None]
    field: Union[str, None]
    message: str



class DryRunInputColumnsItem(TypedDict):
    name: str
    field: str



class DryRunInput(TypedDict):
    """how the input was read"""

    format: Union[Literal["jsonl", "json", "csv", "tsv", "xlsx", "ods", "text"], None]
    gzip: bool
    encoding: str
    separator: Union[str, None]
    sheet: Union[str, None]
    columns: list[DryRunInputColumnsItem]
    left_out: list[str]
    default_model: Union[str, None]



class DryRunKindsItem(TypedDict):
    model: str
    resolution: Union[str, None]
    duration: Union[float, None]
    count: int
    price_usd: Union[float, None]



class DryRun(TypedDict):
    object: Literal["dry_run"]
    received: int
    valid: int
    invalid: int
    faults: list[DryRunFaultsItem]
    input: DryRunInput
    cost_usd: float
    unpriced: int
    seconds: Union[int, None]
    kinds: list[DryRunKindsItem]



class EarlierTakeRequestSubjectReference2Item(TypedDict):
    type: Literal["character"]
    image: list[str]



class EarlierTakeRequestMediaInputsItem2(TypedDict):
    value: str



class EarlierTakeRequestTextInputsItem2(TypedDict):
    value: str



class EarlierTakeRequest(TypedDict):
    model: NotRequired[Literal["MiniMax-Hailuo-2.3", "MiniMax-Hailuo-2.3-Fast", "MiniMax-Hailuo-02", "MiniMax-H3", "MiniMax-H3-Max", "MiniMax-H3-Regeneration", "MiniMax-H3-Context-IR", "T2V-01", "T2V-01-Director", "I2V-01", "I2V-01-Director", "I2V-01-live", "video-01", "S2V-01", "video-agent"]]
    prompt: NotRequired[str]
    image_url: NotRequired[str]
    last_frame_image: NotRequired[str]
    duration: NotRequired[int]
    resolution: NotRequired[Literal["480P", "512P", "768P", "1080P", "2K"]]
    enable_prompt_expansion: NotRequired[bool]
    fast_pretreatment: NotRequired[bool]
    aigc_watermark: NotRequired[bool]
    subject_reference: NotRequired[Union[str, list[EarlierTakeRequestSubjectReference2Item]]]
    ratio: NotRequired[Literal["adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]]
    reference_images: NotRequired[list[str]]
    reference_videos: NotRequired[list[str]]
    reference_audio: NotRequired[list[str]]
    prompt_expansion_mode: NotRequired[Literal["disabled", "balanced", "quality"]]
    template_id: NotRequired[str]
    media_inputs: NotRequired[list[Union[str, EarlierTakeRequestMediaInputsItem2]]]
    text_inputs: NotRequired[list[Union[str, EarlierTakeRequestTextInputsItem2]]]
    source_task_id: NotRequired[str]
    base_video: NotRequired[str]



class EarlierTakeError(TypedDict):
    code: str
    stage: str
    message: str



class EarlierTake(TypedDict):
    """What became of a generation before its request was changed."""

    take: int
    state: Literal["succeeded", "failed", "cancelled"]
    request: EarlierTakeRequest
    task_id: Union[str, None]
    cost_usd: Union[float, None]
    location: Union[str, None]
    bytes: Union[int, None]
    sha256: Union[str, None]
    submitted_at: Union[str, None]
    ended_at: Union[str, None]
    error: NotRequired[EarlierTakeError]



class Explanation(TypedDict):
    object: Literal["explanation"]
    id: str
    state: str
    waits_for: str
    because: str
    position: Union[int, None]
    starts_in_seconds: Union[float, None]
    last_attempt: Union[Attempt, None]



class GenerationRequestSubjectReference2Item(TypedDict):
    type: Literal["character"]
    image: list[str]



class GenerationRequestMediaInputsItem2(TypedDict):
    value: str



class GenerationRequestTextInputsItem2(TypedDict):
    value: str



class GenerationRequest(TypedDict):
    """with all defaults filled in; images sent as data are named, not repeated"""

    model: NotRequired[Literal["MiniMax-Hailuo-2.3", "MiniMax-Hailuo-2.3-Fast", "MiniMax-Hailuo-02", "MiniMax-H3", "MiniMax-H3-Max", "MiniMax-H3-Regeneration", "MiniMax-H3-Context-IR", "T2V-01", "T2V-01-Director", "I2V-01", "I2V-01-Director", "I2V-01-live", "video-01", "S2V-01", "video-agent"]]
    prompt: NotRequired[str]
    image_url: NotRequired[str]
    last_frame_image: NotRequired[str]
    duration: NotRequired[int]
    resolution: NotRequired[Literal["480P", "512P", "768P", "1080P", "2K"]]
    enable_prompt_expansion: NotRequired[bool]
    fast_pretreatment: NotRequired[bool]
    aigc_watermark: NotRequired[bool]
    subject_reference: NotRequired[Union[str, list[GenerationRequestSubjectReference2Item]]]
    ratio: NotRequired[Literal["adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]]
    reference_images: NotRequired[list[str]]
    reference_videos: NotRequired[list[str]]
    reference_audio: NotRequired[list[str]]
    prompt_expansion_mode: NotRequired[Literal["disabled", "balanced", "quality"]]
    template_id: NotRequired[str]
    media_inputs: NotRequired[list[Union[str, GenerationRequestMediaInputsItem2]]]
    text_inputs: NotRequired[list[Union[str, GenerationRequestTextInputsItem2]]]
    source_task_id: NotRequired[str]
    base_video: NotRequired[str]



class GenerationError(TypedDict):
    code: str
    stage: str
    message: str



class Generation(TypedDict):
    object: Literal["generation"]
    id: str
    state: Literal["queued", "creating", "submission_unknown", "generating", "overdue", "downloading", "cancelling", "succeeded", "failed", "cancelled"]
    take: int
    batch: str
    custom_id: Union[str, None]
    request: GenerationRequest
    priority: Literal["high", "normal", "low"]
    account: Union[str, None]
    task_id: Union[str, None]
    provider_status: Union[str, None]
    object_key: str
    location: Union[str, None]
    bytes: Union[int, None]
    sha256: Union[str, None]
    width: Union[int, None]
    height: Union[int, None]
    duration: Union[float, None]
    video_codec: Union[str, None]
    audio_codec: Union[str, None]
    warnings: list[Literal["no_video_track", "wrong_duration", "wrong_resolution", "unreadable", "stray_bytes"]]
    price_usd: Union[float, None]
    cost_usd: Union[float, None]
    created_at: Union[str, None]
    submitted_at: Union[str, None]
    accepted_at: Union[str, None]
    generated_at: Union[str, None]
    ended_at: Union[str, None]
    attempts: list[Attempt]
    earlier_takes: list[EarlierTake]
    error: NotRequired[GenerationError]
    traceparent: NotRequired[str]



class GenerationEditSubjectReference2Item(TypedDict):
    type: Literal["character"]
    image: list[str]



class GenerationEditMediaInputsItem2(TypedDict):
    value: str



class GenerationEditTextInputsItem2(TypedDict):
    value: str



class GenerationEdit(TypedDict):
    """Fields of the request that are to be other ones; null takes one away. Those that are not named stay as they are."""

    model: NotRequired[Literal["MiniMax-Hailuo-2.3", "MiniMax-Hailuo-2.3-Fast", "MiniMax-Hailuo-02", "MiniMax-H3", "MiniMax-H3-Max", "MiniMax-H3-Regeneration", "MiniMax-H3-Context-IR", "T2V-01", "T2V-01-Director", "I2V-01", "I2V-01-Director", "I2V-01-live", "video-01", "S2V-01", "video-agent"]]
    prompt: NotRequired[str]
    image_url: NotRequired[str]
    last_frame_image: NotRequired[str]
    duration: NotRequired[int]
    resolution: NotRequired[Literal["480P", "512P", "768P", "1080P", "2K"]]
    enable_prompt_expansion: NotRequired[bool]
    fast_pretreatment: NotRequired[bool]
    aigc_watermark: NotRequired[bool]
    subject_reference: NotRequired[Union[str, list[GenerationEditSubjectReference2Item]]]
    ratio: NotRequired[Literal["adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]]
    reference_images: NotRequired[list[str]]
    reference_videos: NotRequired[list[str]]
    reference_audio: NotRequired[list[str]]
    prompt_expansion_mode: NotRequired[Literal["disabled", "balanced", "quality"]]
    template_id: NotRequired[str]
    media_inputs: NotRequired[list[Union[str, GenerationEditMediaInputsItem2]]]
    text_inputs: NotRequired[list[Union[str, GenerationEditTextInputsItem2]]]
    source_task_id: NotRequired[str]
    base_video: NotRequired[str]



class GenerationPage(TypedDict):
    """A page may be short or empty although more pages follow: continue while there is a next_cursor."""

    object: Literal["list"]
    data: list[Generation]
    next_cursor: Union[str, None]



class HistoryScope(TypedDict):
    kind: Literal["all", "account", "tenant", "model", "batch"]
    name: Union[str, None]



class HistoryDataItem(TypedDict):
    at: Union[str, None]
    created: int
    succeeded: int
    cancelled: int
    failed: dict[str, int]
    waited_seconds: dict[str, int]
    spent_usd: float
    slot_seconds: int
    slot_seconds_allowed: int
    polls: int



class History(TypedDict):
    object: Literal["history"]
    scope: HistoryScope
    step: Literal["minute", "hour", "day"]
    data: list[HistoryDataItem]



class Input(TypedDict):
    """A picture, video or recording that requests may refer to. Its content is sent to the provider only, and never served."""

    object: Literal["input"]
    id: str
    sha256: str
    kind: Literal["image", "video", "audio"]
    type: str
    bytes: int
    width: Union[int, None]
    height: Union[int, None]
    created_at: str
    needed_by: int
    expires_at: Union[str, None]



class InputPage(TypedDict):
    object: Literal["list"]
    data: list[Input]
    next_cursor: Union[str, None]



class NewBatch(TypedDict):
    invalid: NotRequired[Literal["reject", "skip"]]
    priority: NotRequired[Literal["high", "normal", "low"]]
    max_failure_ratio: NotRequired[float]
    budget_usd: NotRequired[float]
    webhook: NotRequired[str]
    webhook_of_each: NotRequired[bool]
    events_filter: NotRequired[list[Literal["queued", "creating", "generating", "overdue", "downloading", "cancelling", "needs_attention", "succeeded", "failed", "cancelled"]]]
    name: NotRequired[str]
    tags: NotRequired[dict[str, str]]
    metadata: NotRequired[dict[str, Union[str, float, bool, None]]]



class NewGenerationSubjectReference2Item(TypedDict):
    type: Literal["character"]
    image: list[str]



class NewGenerationMediaInputsItem2(TypedDict):
    value: str



class NewGenerationTextInputsItem2(TypedDict):
    value: str



class NewGeneration(TypedDict):
    """A generation request, and how to handle it. Which fields and values may be combined depends on the model."""

    model: NotRequired[Literal["MiniMax-Hailuo-2.3", "MiniMax-Hailuo-2.3-Fast", "MiniMax-Hailuo-02", "MiniMax-H3", "MiniMax-H3-Max", "MiniMax-H3-Regeneration", "MiniMax-H3-Context-IR", "T2V-01", "T2V-01-Director", "I2V-01", "I2V-01-Director", "I2V-01-live", "video-01", "S2V-01", "video-agent"]]
    prompt: NotRequired[str]
    image_url: NotRequired[str]
    last_frame_image: NotRequired[str]
    duration: NotRequired[int]
    resolution: NotRequired[Literal["480P", "512P", "768P", "1080P", "2K"]]
    enable_prompt_expansion: NotRequired[bool]
    fast_pretreatment: NotRequired[bool]
    aigc_watermark: NotRequired[bool]
    subject_reference: NotRequired[Union[str, list[NewGenerationSubjectReference2Item]]]
    ratio: NotRequired[Literal["adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]]
    reference_images: NotRequired[list[str]]
    reference_videos: NotRequired[list[str]]
    reference_audio: NotRequired[list[str]]
    prompt_expansion_mode: NotRequired[Literal["disabled", "balanced", "quality"]]
    template_id: NotRequired[str]
    media_inputs: NotRequired[list[Union[str, NewGenerationMediaInputsItem2]]]
    text_inputs: NotRequired[list[Union[str, NewGenerationTextInputsItem2]]]
    source_task_id: NotRequired[str]
    base_video: NotRequired[str]
    custom_id: NotRequired[str]
    priority: NotRequired[Literal["high", "normal", "low"]]
    webhook: NotRequired[str]
    events_filter: NotRequired[list[Literal["queued", "creating", "generating", "overdue", "downloading", "cancelling", "needs_attention", "succeeded", "failed", "cancelled"]]]
    reuse: NotRequired[bool]



class NewStreamToken(TypedDict):
    """Exactly one of generation and batch."""

    generation: NotRequired[str]
    batch: NotRequired[str]
    minutes: NotRequired[int]



class ProblemErrorsItem(TypedDict):
    field: str
    message: str



class Problem(TypedDict):
    """What is wrong, as RFC 9457 describes it"""

    type: str
    title: str
    status: int
    code: str
    detail: NotRequired[str]
    errors: NotRequired[list[ProblemErrorsItem]]



class Resolution(TypedDict):
    object: Literal["resolution"]
    action: Literal["task", "resubmit", "fail"]
    again: bool
    may_cost_usd: Union[float, None]
    generation: Generation



class Resolve(TypedDict):
    """The decision: exactly one of task_id, resubmit and fail."""

    task_id: NotRequired[str]
    resubmit: NotRequired[Literal[True]]
    fail: NotRequired[Literal[True]]
    force: NotRequired[bool]



class ResolveBatch(TypedDict):
    """The decision for all that wait: exactly one of resubmit and fail."""

    resubmit: NotRequired[Literal[True]]
    fail: NotRequired[Literal[True]]
    force: NotRequired[bool]
    dry_run: NotRequired[bool]



class Seal(TypedDict):
    object: Literal["seal"]
    result: Literal["sealed", "existing", "rejected"]
    received: int
    invalid: int
    batch: Batch



class Status(TypedDict):
    status: str



class StreamToken(TypedDict):
    object: Literal["stream_token"]
    token: str
    url: str
    expires_at: str



class Tenant(TypedDict):
    object: Literal["tenant"]
    name: str
    weight: float
    paused: bool
    unfinished: int
    budget_usd: Union[float, None]
    reserved_usd: float
    spent_usd: float
    requests_per_minute: Union[int, None]
    max_unfinished: Union[int, None]
    bytes_kept: int
    input_bytes: int
    max_bytes: Union[int, None]



class TenantChange(TypedDict):
    """Fields that are left out do not change; null removes a limit."""

    weight: NotRequired[float]
    budget_usd: NotRequired[Union[float, None]]
    paused: NotRequired[bool]
    requests_per_minute: NotRequired[Union[int, None]]
    max_unfinished: NotRequired[Union[int, None]]
    max_bytes: NotRequired[Union[int, None]]



class TenantPage(TypedDict):
    object: Literal["list"]
    data: list[Tenant]



class UploadFaultsItem(TypedDict):
    index: int
    line: Union[int, None]
    field: Union[str, None]
    message: str



class UploadInputColumnsItem(TypedDict):
    name: str
    field: str



class UploadInput(TypedDict):
    """how the upload was understood"""

    format: Union[Literal["jsonl", "json", "csv", "tsv", "xlsx", "ods", "text"], None]
    gzip: bool
    encoding: str
    separator: Union[str, None]
    sheet: Union[str, None]
    columns: list[UploadInputColumnsItem]
    left_out: list[str]
    default_model: Union[str, None]



class Upload(TypedDict):
    object: Literal["upload"]
    received: int
    created: int
    existing: int
    invalid: int
    conflicts: int
    faults: list[UploadFaultsItem]
    input: UploadInput
    batch: Batch



class VideoLink(TypedDict):
    """The URL reads the video without a key until `expires_at`."""

    object: Literal["video_link"]
    url: str
    expires_at: str



class WebhookDeliveries(TypedDict):
    object: Literal["list"]
    data: list[WebhookDelivery]



class WebhookDelivery(TypedDict):
    object: Literal["webhook_delivery"]
    id: str
    type: str
    url: str
    state: Literal["pending", "delivered", "failed"]
    attempts: int
    last_result: Union[str, None]
    last_attempt_at: Union[str, None]
    created_at: str



class WebhookSecret(TypedDict):
    object: Literal["webhook_secret"]
    secret: str
    stored: Literal["encrypted", "plain"]
    note: NotRequired[str]

