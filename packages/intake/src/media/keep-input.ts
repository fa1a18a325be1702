import { createHash, randomUUID } from "node:crypto";
import {
  byteQuotaError,
  INPUT_LIMITS,
  type InputBooks,
  type InputFacts,
  type InputLitter,
  InvalidInputError,
  type KeptInput,
  type ObjectStore,
  optional,
  type RefusedMedia,
  refusedMediaName,
  storedInput,
} from "@hailuo-queue/contracts";
import { createByteStore } from "../byte-store.ts";
import { judgeContent, TYPE_BYTES, typeOfContent } from "./media-content.ts";
import type { KeepMedia } from "./move-media.ts";

export interface InputKeeperParts {
  readonly store: ObjectStore;
  readonly books: InputBooks;
}

export interface ArrivingInput {
  readonly body: AsyncIterable<Uint8Array>;
  /**
   * What it was when it was looked at, and was found not to be there; InvalidInputError (`input_image_changed`) for any
   * other content.
   */
  readonly expected?: { readonly sha256: string; readonly facts: InputFacts };
  /** Told what it is before it is stored, by its beginning: may throw, and nothing is kept. */
  readonly check?: (facts: InputFacts) => void;
  readonly signal?: AbortSignal;
}

/**
 * What became of media: `kept` anew, already `existing` with this content, or `refused` with the reason. `reference`
 * is what a request names it by.
 */
export type KeepOutcome =
  | { readonly result: "kept" | "existing"; readonly input: KeptInput; readonly reference: string }
  | { readonly result: "refused"; readonly refused: RefusedMedia };

/** Stores the media of tenants and records them in the books. */
export interface InputKeeper {
  /**
   * Judges media by their content and keeps them for a tenant, each content once. Nothing is left of what is refused or
   * breaks off, and no more is read of it.
   * @throws InvalidInputError (`quota_bytes`, `too_many_inputs`).
   */
  keep(tenant: string, arriving: ArrivingInput): Promise<KeepOutcome>;
  /** The tenant's input of this content, if its object is there, too; its time begins anew. */
  find(tenant: string, sha256: string): Promise<KeptInput | undefined>;
  /** Deletes an object that is in the books no more; then its bytes count no more. */
  clear(litter: InputLitter): Promise<void>;
}

const TOO_LARGE = Symbol("too large");

/** Makes an {@link InputKeeper} over an object store and the books of inputs. Does no I/O by itself. */
export function createInputKeeper({ store, books }: InputKeeperParts): InputKeeper {
  async function keep(tenant: string, { body, expected, check, signal }: ArrivingInput): Promise<KeepOutcome> {
    const content = await openContent(body, signal);
    try {
      const judged = expected?.facts ?? judgeContent(content.head, content.bytes());
      if (judged === undefined) return { result: "refused", refused: { reason: "unknown" } };
      check?.(judged);
      const { kind, type } = judged;
      const limit = INPUT_LIMITS.maxBytes[kind];
      const tooLarge = (): KeepOutcome => ({
        result: "refused",
        refused: { reason: "too_large", kind, bytes: content.bytes() },
      });
      // Small enough to be known as a whole before anything is stored: the same picture comes again and again.
      if (content.ended && expected === undefined) {
        const existing = await findExisting(tenant, content.hash());
        if (existing !== undefined) return existing;
      }
      const objectKey = `inputs/${tenant}/${randomUUID()}.${type}`;
      await books.announce(tenant, objectKey);
      const litter: InputLitter = { tenant, objectKey, bytes: 0 };
      try {
        const { contentType } = storedInput("0".repeat(64), type);
        await store.put(objectKey, content.all(limit), { contentType, ...optional({ signal }) });
      } catch (error) {
        // All or nothing: nothing is there.
        await books.cleared(litter);
        if (error === TOO_LARGE) return tooLarge();
        throw error;
      }
      return await enter(litter, content, expected);
    } finally {
      content.close();
    }
  }

  async function findExisting(tenant: string, sha256: string): Promise<KeepOutcome | undefined> {
    const existing = await find(tenant, sha256);
    return existing === undefined ? undefined : outcomeOf("existing", existing);
  }

  async function find(tenant: string, sha256: string): Promise<KeptInput | undefined> {
    const [existing] = await books.renew(tenant, [sha256]);
    return existing !== undefined && (await isWhole(existing)) ? existing : undefined;
  }

  async function isWhole({ objectKey, facts }: KeptInput): Promise<boolean> {
    return (await store.head(objectKey))?.bytes === facts.bytes;
  }

  /** Puts what was stored into the books. Where it does not come to that, its object is cleared. */
  async function enter(
    litter: InputLitter,
    content: Content,
    expected: ArrivingInput["expected"],
  ): Promise<KeepOutcome> {
    const { tenant, objectKey } = litter;
    const sha256 = content.hash();
    const facts = expected?.facts ?? (judgeContent(content.head, content.bytes()) as InputFacts);
    let existing: KeptInput | undefined;
    try {
      if (expected !== undefined && expected.sha256 !== sha256) throw changed();
      [existing] = await books.renew(tenant, [sha256]);
      if (existing !== undefined && (await isWhole(existing))) {
        await clear(litter);
        return outcomeOf("existing", existing);
      }
    } catch (error) {
      await clear(litter);
      throw error;
    }
    // Should its answer be lost, nobody knows whether it is in the books: where it is not, its announcement lets it go.
    const entered = await books.keep(tenant, { sha256, facts, objectKey }, existing?.objectKey);
    // Also where it took the place of a damaged one, and where this very call was sent twice.
    if ("input" in entered && entered.input.objectKey === objectKey) return outcomeOf("kept", entered.input);
    await clear(litter);
    if ("input" in entered) return outcomeOf("existing", entered.input);
    if (entered.result === "no_room") throw byteQuotaError(entered.lack);
    throw new InvalidInputError(
      "too_many_inputs",
      `The tenant has ${INPUT_LIMITS.maxPerTenant} inputs, which is the most; delete some ` +
        "(DELETE /api/v1/inputs/…), or wait until unused ones go.",
    );
  }

  async function clear(litter: InputLitter): Promise<void> {
    await store.delete(litter.objectKey);
    await books.cleared(litter);
  }

  return { keep, find, clear };
}

/** Keeps what `moveMedia` takes out of a text. What is refused leaves a name that tells so at its field. */
export function keepMediaOf(keeper: Pick<InputKeeper, "keep">, tenant: string, signal?: AbortSignal): KeepMedia {
  return async ({ body }) => {
    const outcome = await keeper.keep(tenant, { body, ...optional({ signal }) });
    if (outcome.result !== "refused") return outcome.reference;
    const { refused } = outcome;
    return refused.reason === "unknown"
      ? refusedMediaName(refused)
      : (bytes) => refusedMediaName({ ...refused, bytes });
  };
}

function outcomeOf(result: "kept" | "existing", input: KeptInput): KeepOutcome {
  return { result, input, reference: storedInput(input.sha256, input.facts.type).reference };
}

function changed(): InvalidInputError {
  return new InvalidInputError("input_image_changed", "the file was changed while it was read; run the command again");
}

/** A body that hangs is waited for no longer than its signal says. */
async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return work;
  // Whoever has left does not hear of its end.
  work.catch(() => undefined);
  signal.throwIfAborted();
  let leave = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    leave = () => signal.removeEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    leave();
  }
}

interface Content {
  /** The beginning: all of it, or as much as is kept of any. */
  readonly head: Buffer;
  /** All of it is in `head`. */
  readonly ended: boolean;
  /** From the beginning, once; throws TOO_LARGE beyond the limit. */
  all(limit: number): AsyncGenerator<Uint8Array>;
  /** What was read so far. */
  bytes(): number;
  /** Of all of it. */
  hash(): string;
  close(): void;
}

async function openContent(body: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined): Promise<Content> {
  const chunks = body[Symbol.asyncIterator]();
  const hash = createHash("sha256");
  let digest: string | undefined;
  // Pieces may have a byte each: a list of millions of them would be some hundred times as large as what they hold.
  const beginning = createByteStore(Infinity);
  let first = Buffer.alloc(0);
  let bytes = 0;
  let ended = false;

  async function next(): Promise<Uint8Array | undefined> {
    const chunk = await unlessAborted(chunks.next(), signal);
    if (chunk.done === true) {
      ended = true;
      return undefined;
    }
    bytes += chunk.value.length;
    hash.update(chunk.value);
    return chunk.value;
  }

  /** Not waited for: a source that hangs must not hold up whoever stopped it. */
  function close(): void {
    if (!ended) chunks.return?.()?.catch(() => undefined);
  }

  try {
    while (bytes < INPUT_LIMITS.maxHeadBytes) {
      const chunk = await next();
      if (chunk === undefined) break;
      beginning.add(chunk);
      if (first.length >= TYPE_BYTES) continue;
      first = Buffer.concat([first, chunk.subarray(0, TYPE_BYTES)]);
      // The rest may take its time, and would change nothing.
      if (first.length >= TYPE_BYTES && typeOfContent(first) === undefined) break;
    }
  } catch (error) {
    close();
    throw error;
  }
  const head = beginning.take() ?? Buffer.alloc(0);
  return {
    head,
    ended,
    async *all(limit) {
      yield head;
      for (let chunk = ended ? undefined : await next(); chunk !== undefined; chunk = await next()) {
        if (bytes > limit) throw TOO_LARGE;
        yield chunk;
      }
    },
    bytes: () => bytes,
    hash: () => (digest ??= hash.digest("hex")),
    close,
  };
}
