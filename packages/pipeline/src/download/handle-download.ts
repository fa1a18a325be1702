import {
  DEFAULT_ACCOUNT,
  type EarlierTake,
  errorMessage,
  type GenerationRecord,
  notStored,
  type Outcome,
  ProviderError,
  type ProviderFile,
  runOf,
  standingAttempt,
  STORED_ELSEWHERE,
  type StageHandler,
  stored,
  type StoredVideo,
  takesKept,
  type VideoArchive,
} from "@hailuo-queue/contracts";
import { noteAttempt } from "../note-attempt.ts";
import type { DownloadParts } from "../parts.ts";
import { decideDownload, type DownloadDecision, isLinksFault } from "./decide-download.ts";
import { createRefusedAccounts } from "./refused-accounts.ts";
import { judgeVideo } from "./judge-video.ts";
import { createSidecar } from "./sidecar.ts";

const DONE: Outcome = { type: "done" };
/** A job of an account whose keys are elsewhere: soon another worker takes it. */
const NOT_CONFIGURED_MS = 10_000;
/**
 * A job of a batch whose place this process does not reach: the run whose batch it is takes it, now or when it goes on.
 */
const STORED_ELSEWHERE_MS = 5_000;
const NOT_REACHED =
  "The worker that had it cannot reach the place where this batch's videos go; a worker " +
  "that can, or the command that the batch is from, stores it";
/**
 * Where the provider named no time: a refused account is asked again at least so often, so that one that was mended is
 * soon found.
 */
const LONGEST_REST_MS = 60_000;

/** Until a trial of another one is answered. */
const BEHIND_MS = 1000;

interface FileCall {
  readonly record: GenerationRecord;
  readonly fileId: string;
  readonly account: string;
  readonly callId: string;
}

/**
 * Streams one finished video into storage, with its sidecar. The link is asked for anew at every attempt: it expires.
 */
export function createDownloadHandler(parts: DownloadParts): StageHandler {
  const {
    ledger,
    provider,
    archiveOf = async () => parts.archive,
    admission,
    budget,
    settings,
    clock,
    reporter,
  } = parts;
  const refusedAccounts = createRefusedAccounts(clock);

  return async ({ job, attemptsMade, signal }) => {
    signal.throwIfAborted();
    const record = await ledger.get(job.generationId);
    if (record === undefined || record.run !== job.run || record.state !== "downloading" || record.fileId === undefined)
      return DONE;
    const account = record.account ?? DEFAULT_ACCOUNT;
    const archive = await archiveOf(record.batchId);
    if (archive === undefined) return leaveToOthers(record);
    const restsUntil = refusedAccounts.restsUntil(account);
    if (restsUntil !== undefined) return { type: "snooze", untilMs: restsUntil, reason: "account refused" };
    const callId = `${record.id}:${record.run}:${attemptsMade}`;
    const waitMs = await budget.take(account, "files", callId);
    if (waitMs !== undefined) return { type: "snooze", untilMs: clock.now() + waitMs, reason: "files window" };
    try {
      if (!(await keepEarlierTakes(archive, record))) return DONE;
      const video = await saveFromEither(
        archive,
        record,
        await askLinks({ record, fileId: record.fileId, account, callId }, signal),
        signal,
      );
      const moved = await ledger.transition(record.id, stored(runOf(record), video));
      if (moved.outcome === "moved") {
        reporter.ended(record.id, "succeeded", { bytes: video.bytes });
        if (video.warnings !== undefined) reporter.videoDoubted(record.id, video.warnings, video.facts);
      } else if (moved.outcome === "not_moved" && moved.record?.state === "cancelled") await discard(archive, record);
      return DONE;
    } catch (error) {
      signal.throwIfAborted();
      const alone = refusedAccounts.isAlone(account, record.id);
      if (alone && error instanceof ProviderError) reporter.callRefused(account, "files", error.code, error.message);
      const decision = decideDownload(error, { attemptsMade, alone }, settings);
      if (decision.type === "wait") return rest(record, account, decision);
      if (decision.type === "retry") {
        const { code, retryInMs } = decision;
        const { message } = decision.error;
        await noteAttempt(ledger, record.id, {
          run: record.run,
          stage: "download",
          code,
          message,
          until: clock.now() + retryInMs,
        });
        return { type: "fail", error: decision.error, retryInMs };
      }
      const { outcome } = await ledger.transition(record.id, notStored(runOf(record), decision.error));
      if (outcome === "moved") reporter.ended(record.id, "failed", { code: decision.error.code });
      return DONE;
    }
  };

  /** Told once: the job comes back every few seconds. */
  async function leaveToOthers(record: GenerationRecord): Promise<Outcome> {
    const untilMs = clock.now() + STORED_ELSEWHERE_MS;
    if (standingAttempt(record)?.code !== STORED_ELSEWHERE) {
      const note = { run: record.run, stage: "download", code: STORED_ELSEWHERE, message: NOT_REACHED } as const;
      await noteAttempt(ledger, record.id, note);
    }
    return { type: "snooze", untilMs, reason: "stored elsewhere" };
  }

  async function askLinks(call: FileCall, signal: AbortSignal): Promise<ProviderFile> {
    const { record, fileId, account, callId } = call;
    try {
      const file = await provider.getFile(fileId, { signal, account });
      refusedAccounts.answered(account, record.id);
      return file;
    } finally {
      await budget.answered(account, "files", callId);
    }
  }

  async function saveFromEither(
    archive: VideoArchive,
    record: GenerationRecord,
    file: ProviderFile,
    signal: AbortSignal,
  ): Promise<StoredVideo> {
    if (file.text !== undefined) return saveText(archive, record, file.text, signal);
    try {
      return await save(archive, record, file.downloadUrl, signal);
    } catch (error) {
      if (file.backupUrl === undefined || signal.aborted || !isLinksFault(error)) throw error;
      return await save(archive, record, file.backupUrl, signal);
    }
  }

  /**
   * Before the first byte goes to the key that they may stand under: what was bought once is never overwritten. False:
   * it has moved on.
   */
  async function keepEarlierTakes(
    archive: VideoArchive,
    { id, objectKey, takes = [], ...record }: GenerationRecord,
  ): Promise<boolean> {
    let isMoved = false;
    const kept: EarlierTake[] = [];
    for (const earlier of takes) {
      const { take, video } = earlier;
      const moved = video === undefined ? undefined : await archive.keepTake(objectKey, { take, video });
      isMoved ||= moved !== undefined;
      kept.push(moved === undefined ? earlier : { ...earlier, video: moved });
    }
    return !isMoved || (await ledger.transition(id, takesKept(runOf(record), kept))).outcome === "moved";
  }

  async function saveText(
    archive: VideoArchive,
    record: GenerationRecord,
    text: string,
    signal: AbortSignal,
  ): Promise<StoredVideo> {
    const stored = await archive.saveText(record.objectKey, text, signal);
    await archive.saveSidecar(record.objectKey, { ...createSidecar(record, stored), text });
    return stored;
  }

  async function save(
    archive: VideoArchive,
    record: GenerationRecord,
    downloadUrl: string,
    signal: AbortSignal,
  ): Promise<StoredVideo> {
    const saved = await archive.save({ downloadUrl, objectKey: record.objectKey, signal });
    const warnings = judgeVideo(record.request, saved);
    const video = warnings.length === 0 ? saved : { ...saved, warnings };
    await archive.saveSidecar(record.objectKey, createSidecar(record, video));
    return video;
  }

  /** Refused for the account's sake: its creates rest too, and this video waits. */
  async function rest(
    record: GenerationRecord,
    account: string,
    { error, refusal }: Extract<DownloadDecision, { readonly type: "wait" }>,
  ): Promise<Outcome> {
    reporter.callRefused(account, "files", error.code, error.message);
    const note = { run: record.run, stage: "download", code: error.code, message: error.message } as const;
    if (refusal === undefined) {
      const untilMs = clock.now() + NOT_CONFIGURED_MS;
      await noteAttempt(ledger, record.id, { ...note, until: untilMs });
      return { type: "snooze", untilMs, reason: error.code };
    }
    const { effect } = await admission.refused(account, { ...refusal, run: record.run });
    reporter.accountRefused(account, { ...refusal, effect, callType: "files", generation: record.id });
    const now = clock.now();
    const pausedUntil = "until" in effect ? effect.until : now;
    const leastMs = refusal.secondOpinionMs ?? refusal.forMs;
    const restUntil = Math.min(Math.max(pausedUntil, now + leastMs), now + LONGEST_REST_MS);
    const { notBefore = 0 } = refusal;
    // A first refusal of an account asks for a second opinion, whatever time was named.
    const untilMs =
      refusal.secondOpinionMs === undefined || notBefore <= pausedUntil ? Math.max(restUntil, notBefore) : restUntil;
    refusedAccounts.refused(account, record.id, untilMs);
    // Behind the others, one of which tries first.
    await noteAttempt(ledger, record.id, { ...note, until: untilMs + BEHIND_MS });
    return { type: "snooze", untilMs: untilMs + BEHIND_MS, reason: error.code };
  }

  /** Cancelled while it was being stored. Only what this very run has just written is removed. */
  async function discard(archive: VideoArchive, record: GenerationRecord): Promise<void> {
    try {
      await archive.remove(record.objectKey);
    } catch (error) {
      reporter.anomaly(record.id, "cancelled-video-left", { objectKey: record.objectKey, reason: errorMessage(error) });
    }
  }
}
