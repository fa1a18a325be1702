import {
  DEFAULT_ACCOUNT,
  type GenerationRecord,
  type Outcome,
  type ProviderFile,
  type StageHandler,
  type StoredVideo,
} from "@hailuo-queue/contracts";
import type { DownloadParts } from "../parts.ts";
import { decideDownload, isLinksFault } from "./decide-download.ts";
import { createSidecar } from "./sidecar.ts";

const DONE: Outcome = { type: "done" };

/** Streams one finished video into storage, with its sidecar. The link is asked for anew at every attempt: it expires. */
export function createDownloadHandler(parts: DownloadParts): StageHandler {
  const { ledger, provider, archive, budget, settings, clock, reporter } = parts;

  return async ({ job, attemptsMade, signal }) => {
    signal.throwIfAborted();
    const record = await ledger.get(job.generationId);
    if (record === undefined || record.run !== job.run || record.state !== "downloading" || record.fileId === undefined) return DONE;
    const known = { run: record.run, batchId: record.batchId, ...(record.account === undefined ? {} : { account: record.account }) };
    const account = record.account ?? DEFAULT_ACCOUNT;
    const callId = `${record.id}:${record.run}:${attemptsMade}`;
    const waitMs = await budget.take(account, "files", callId);
    if (waitMs !== undefined) return { type: "snooze", untilMs: clock.now() + waitMs, reason: "files window" };
    try {
      const video = await saveFromEither(record, await askLinks(record.fileId, account, callId, signal), signal);
      const moved = await ledger.transition(record.id, {
        ...known,
        from: ["downloading"],
        to: "succeeded",
        changes: { video, error: null },
        stamp: ["endedAt"],
      });
      if (moved.applied) reporter.ended(record.id, "succeeded", { bytes: video.bytes });
      return DONE;
    } catch (error) {
      signal.throwIfAborted();
      const decision = decideDownload(error, attemptsMade, settings);
      if (decision.type === "retry") return { type: "fail", error: decision.error, retryInMs: decision.retryInMs };
      const move = { ...known, from: ["downloading"], to: "failed", changes: { error: decision.error }, stamp: ["endedAt"] } as const;
      const moved = await ledger.transition(record.id, move);
      if (moved.applied) reporter.ended(record.id, "failed", { code: decision.error.code });
      return DONE;
    }
  };

  async function askLinks(fileId: string, account: string, callId: string, signal: AbortSignal): Promise<ProviderFile> {
    try {
      return await provider.getFile(fileId, { signal, account });
    } finally {
      await budget.answered(account, "files", callId);
    }
  }

  async function saveFromEither(record: GenerationRecord, file: ProviderFile, signal: AbortSignal): Promise<StoredVideo> {
    try {
      return await save(record, file.downloadUrl, signal);
    } catch (error) {
      if (file.backupUrl === undefined || signal.aborted || !isLinksFault(error)) throw error;
      return await save(record, file.backupUrl, signal);
    }
  }

  async function save(record: GenerationRecord, downloadUrl: string, signal: AbortSignal): Promise<StoredVideo> {
    const video = await archive.save({ downloadUrl, objectKey: record.objectKey, signal });
    await archive.saveSidecar(record.objectKey, createSidecar(record, video));
    return video;
  }
}
