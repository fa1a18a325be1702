import { setTimeout as pause } from "node:timers/promises";
import type { WebhookInbox } from "./webhook-inbox.ts";

/** How long each kind of thing took, in ms. */
export interface HonestTimes {
  readonly create: readonly number[];
  /** From asking for the stream to its first event. */
  readonly firstEvent: readonly number[];
  readonly upload: readonly number[];
  /** From the end that its stream told to the webhook of the same. */
  readonly webhook: readonly number[];
}

export interface HonestReport {
  /** What went otherwise than it should; each is one promise broken for somebody who did nothing wrong. */
  readonly errors: readonly string[];
  readonly generations: number;
  readonly batches: number;
}

export interface HonestTenant {
  /** The times since the last lap. */
  lap(): HonestTimes;
  /** Begins nothing more, and waits for what was begun. */
  finish(): Promise<HonestReport>;
}

export interface HonestOptions {
  readonly url: string;
  readonly token: string;
  readonly inbox: WebhookInbox;
}

const CREATE_EVERY_MS = 250;
const UPLOAD_EVERY_MS = 2000;
const LINES = 50;
/** What has not come by then does not come. */
const PATIENCE_MS = 120_000;

/** A tenant that does what tenants do, at an even pace, and never tries anything twice. */
export function startHonestTenant({ url, token, inbox }: HonestOptions): HonestTenant {
  const stop = new AbortController();
  const errors: string[] = [];
  const done = { generations: 0, batches: 0 };
  const times = { create: [] as number[], firstEvent: [] as number[], upload: [] as number[], webhook: [] as number[] };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const work = Promise.all([pace(CREATE_EVERY_MS, oneGeneration), pace(UPLOAD_EVERY_MS, oneBatch)]);

  /** Begins one after the other at even times, however long each takes. */
  async function pace(everyMs: number, one: (number: number) => Promise<void>): Promise<void> {
    const begun: Promise<void>[] = [];
    const startedAt = performance.now();
    while (!stop.signal.aborted) {
      const number = begun.length + 1;
      begun.push(within(one(number), `${one.name} ${number}`).catch((error: unknown) => void errors.push(tell(error))));
      await pause(Math.max(0, startedAt + number * everyMs - performance.now()), undefined, {
        signal: stop.signal,
      }).catch(() => undefined);
    }
    await Promise.all(begun);
  }

  async function oneGeneration(number: number): Promise<void> {
    const place = `/generation/${number}`;
    const body = {
      model: "MiniMax-Hailuo-2.3",
      prompt: `An honest boat in the rain, number ${number}`,
      webhook: inbox.url + place,
    };
    const [created, createMs] = await timed(() => ask("POST", "/api/v1/generations", JSON.stringify(body), 201));
    times.create.push(createMs);
    const path = `/api/v1/generations/${String(created["id"])}/events`;
    const askedAt = performance.now();
    let isFirst = true;
    for await (const { event, data } of events(path)) {
      if (isFirst) times.firstEvent.push(performance.now() - askedAt);
      isFirst = false;
      if (event !== "end") continue;
      const endedAt = performance.now();
      if (data["state"] !== "succeeded") throw new Error(`a generation ended as ${String(data["state"])}`);
      times.webhook.push(Math.max(0, (await inbox.arrival(place)) - endedAt));
      done.generations += 1;
      return;
    }
    throw new Error("an event stream ended before its end");
  }

  async function oneBatch(number: number): Promise<void> {
    const place = `/batch/${number}`;
    const { id } = await ask("POST", "/api/v1/batches", JSON.stringify({ webhook: inbox.url + place }), 201);
    const lines = Array.from({ length: LINES }, (_, at) =>
      JSON.stringify({
        model: "MiniMax-Hailuo-2.3",
        prompt: `An honest fleet in the rain, batch ${number}, line ${at + 1}`,
      }),
    );
    const [upload, uploadMs] = await timed(() =>
      ask("POST", `/api/v1/batches/${String(id)}/items?seal=true`, lines.join("\n"), 200, "application/x-ndjson"),
    );
    times.upload.push(uploadMs);
    if (upload["created"] !== LINES)
      throw new Error(`an upload of ${LINES} lines created ${String(upload["created"])}`);
    await inbox.arrival(place);
    done.batches += 1;
  }

  async function ask(
    method: string,
    path: string,
    body: string,
    expected: number,
    type = "application/json",
  ): Promise<Readonly<Record<string, unknown>>> {
    const answer = await fetch(url + path, { method, headers: { ...headers, "content-type": type }, body });
    const text = await answer.text();
    if (answer.status !== expected)
      throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 200)}`);
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  }

  async function* events(
    path: string,
  ): AsyncGenerator<{ readonly event: string; readonly data: Readonly<Record<string, unknown>> }> {
    const answer = await fetch(url + path, { headers });
    if (answer.status !== 200 || answer.body === null) throw new Error(`GET ${path} answered ${answer.status}`);
    let text = "";
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      const parts = (text + chunk).split("\n\n");
      text = parts.pop() ?? "";
      for (const part of parts) {
        const [, event, data] = /^(?:id: .*\n)?event: (.*)\ndata: (.*)$/.exec(part) ?? [];
        if (event !== undefined && data !== undefined)
          yield { event, data: JSON.parse(data) as Readonly<Record<string, unknown>> };
      }
    }
  }

  return {
    lap() {
      const lap = {
        create: times.create.splice(0),
        firstEvent: times.firstEvent.splice(0),
        upload: times.upload.splice(0),
        webhook: times.webhook.splice(0),
      };
      return lap;
    },
    async finish() {
      stop.abort();
      await work;
      return { errors, ...done };
    },
  };
}

async function within(work: Promise<void>, what: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} was not done within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function timed<Value>(work: () => Promise<Value>): Promise<readonly [Value, number]> {
  const startedAt = performance.now();
  const value = await work();
  return [value, performance.now() - startedAt];
}

function tell(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
