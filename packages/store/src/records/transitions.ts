import {
  byteQuotaError,
  canMove,
  type ChangedRequest,
  type DefaultQuotas,
  type GenerationRequest,
  type Ledger,
  type Transition,
  type TransitionResult,
  unfinishedQuotaError,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { inputHashes, readRecord, writeChanges } from "./record-fields.ts";
import { type TransitionReply, transitionScript } from "./scripts.ts";

export interface TransitionParts {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly maxEvents: number;
  readonly get: Ledger["get"];
  /** Asked of what is begun anew; default: nothing is. */
  readonly quotas: DefaultQuotas | undefined;
  /** Kept of what was given back to a tenant. */
  readonly maxRemainsBytes: number;
}

interface Pending {
  readonly id: string;
  readonly move: string;
  readonly resolve: (reply: TransitionReply) => void;
  readonly reject: (error: unknown) => void;
}

/** Stands for "no account" where a key is needed for one. */
const NO_ACCOUNT = "none";
/** Moves per call: about 1 ms of Redis. */
const MOST_MOVES = 50;

/**
 * Carries out transitions; those of one turn of the event loop that share batch and account go to Redis in one call.
 */
export function createTransitions({
  redis,
  keys,
  maxEvents,
  get,
  quotas,
  maxRemainsBytes,
}: TransitionParts): (id: string, transition: Transition) => Promise<TransitionResult> {
  const waiting = new Map<string, Pending[]>();

  async function send(batchId: string, account: string, moves: readonly Pending[]): Promise<void> {
    try {
      const replies = await transitionScript(
        redis,
        keys,
        [
          keys.batch(batchId),
          keys.slots(account),
          keys.callWindow(account, "create"),
          keys.account(account),
          ...moves.map(({ id }) => keys.generation(id)),
        ],
        [
          batchId,
          account,
          maxEvents,
          maxRemainsBytes,
          quotas?.maxUnfinished ?? "",
          quotas?.maxBytes ?? "",
          ...moves.map(({ move }) => move),
        ],
      );
      for (const [at, { resolve }] of moves.entries()) resolve(replies[at] as TransitionReply);
    } catch (error) {
      for (const { reject } of moves) reject(error);
    }
  }

  function flush(group: string, batchId: string, account: string): void {
    const moves = waiting.get(group) ?? [];
    waiting.delete(group);
    for (let at = 0; at < moves.length; at += MOST_MOVES) void send(batchId, account, moves.slice(at, at + MOST_MOVES));
  }

  function apply(batchId: string, account: string, id: string, move: string): Promise<TransitionReply> {
    return new Promise((resolve, reject) => {
      const group = `${account} ${batchId}`;
      let moves = waiting.get(group);
      if (moves === undefined) {
        moves = [];
        waiting.set(group, moves);
        setImmediate(flush, group, batchId, account);
      }
      moves.push({ id, move, resolve, reject });
    });
  }

  return async (id, transition) => {
    for (const from of transition.from) {
      if (!canMove(from, transition.to))
        throw new Error(`A generation never moves from ${from} to ${transition.to} (generation=${id})`);
    }
    const batchId = transition.batchId ?? (await get(id))?.batchId;
    if (batchId === undefined) return { outcome: "not_moved" };
    const move = encodeMove(id, transition);
    let account = transition.account ?? NO_ACCOUNT;
    for (;;) {
      const reply = await apply(batchId, account, id, move);
      if (reply.outcome === "other_account") {
        account = reply.account;
        continue;
      }
      if (reply.outcome === "moved") {
        return {
          outcome: "moved",
          ...(reply.request === "" ? {} : { request: JSON.parse(reply.request) as GenerationRequest }),
          ...(reply.run === 0 ? {} : { run: reply.run }),
          ...(reply.tenant === "" ? {} : { tenant: reply.tenant }),
        };
      }
      if (reply.outcome === "input_gone") return reply;
      if (reply.outcome === "no_bytes") throw byteQuotaError(reply);
      if (reply.outcome === "no_room") throw unfinishedQuotaError({ ...reply, wanted: 1 });
      if (reply.outcome === "task_taken") return reply;
      const record = readRecord(id, reply.record);
      return record === undefined ? { outcome: "not_moved" } : { outcome: "not_moved", record };
    }
  };
}

function encodeMove(id: string, transition: Transition): string {
  const { set, remove: removed } = writeChanges(transition.changes ?? {});
  const remove = [...removed, ...(transition.remove ?? [])];
  return JSON.stringify({
    id,
    from: `,${transition.from.join(",")},`,
    to: transition.to,
    run: transition.run,
    window: transition.window?.create,
    holdMs: transition.window?.create === "held" ? transition.window.holdMs : undefined,
    leaseMs: transition.leaseMs,
    asideMs: transition.asideMs,
    refused: transition.refused,
    deadlineInMs: transition.deadlineInMs,
    charged: transition.charged,
    keepSlot: transition.keepSlot,
    token: transition.token,
    newRun: transition.newRun,
    returnRequest: transition.returnRequest,
    request: transition.request === undefined ? undefined : encodeRequest(transition.request),
    set: set.length === 0 ? undefined : set,
    stamp: transition.stamp,
    remove: remove.length === 0 ? undefined : remove,
  });
}

function encodeRequest({ request, fingerprint, priceMicroUsd }: ChangedRequest): object {
  return { text: JSON.stringify(request), fingerprint, price: priceMicroUsd, inputs: inputHashes(request) };
}
