import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { Readable } from "node:stream";
import { numberedPrompts } from "./measure/numbered-prompts.ts";
import { serveParent } from "./processes/serve-parent.ts";

export interface GatewayLoadInput {
  readonly url: string;
  readonly token: string;
  readonly streams: number;
  readonly requestsPerSecond: number;
  readonly seconds: number;
  /** Of a batch that is under way, and of some of its generations. */
  readonly batchId: string;
  readonly ids: readonly string[];
  readonly prompts: number;
  readonly promptCharacters: number;
}

export interface GatewayLoadRun {
  readonly latenciesMs: readonly number[];
  readonly failed: number;
  readonly openStreams: number;
  readonly events: number;
}

export interface UploadRun {
  readonly seconds: number;
  readonly accepted: number;
}

/** Asked on time whether or not the last answers have come: a queue of them counts as latency. */
const CONNECTIONS = 64;
/** Connections are opened and code is compiled. */
const WARM_UP_SECONDS = 3;
const WARM_UP_PROMPTS = 10_000;

await serveParent(async (input: GatewayLoadInput) => ({
  ready: true,
  answers: {
    load: () => load(input),
    warmUp: () => upload({ ...input, prompts: WARM_UP_PROMPTS }),
    upload: () => upload(input),
  },
  close: async () => undefined,
}));

async function load(input: GatewayLoadInput): Promise<GatewayLoadRun> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const streams = await openStreams(input);
  const latenciesMs: number[] = [];
  let failed = 0;
  const pending = new Set<Promise<void>>();
  const startedAt = performance.now();
  const warmUp = input.requestsPerSecond * WARM_UP_SECONDS;
  const total = warmUp + input.requestsPerSecond * input.seconds;
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * input.requestsPerSecond));
    for (; sent < due; sent += 1) {
      // From when it was due, not from when this loop came round to it.
      const dueAt = startedAt + (sent / input.requestsPerSecond) * 1000;
      const counts = sent >= warmUp;
      const answered = get(input, `/api/v1/generations/${input.ids[sent % input.ids.length] ?? ""}`, agent).then(
        (status) => {
          if (counts) latenciesMs.push(performance.now() - dueAt);
          if (status !== 200) failed += 1;
        },
        () => {
          failed += 1;
        },
      );
      pending.add(answered);
      void answered.finally(() => pending.delete(answered));
    }
    await delay(1);
  }
  await Promise.all(pending);
  const { open, events } = streams.close();
  agent.destroy();
  return { latenciesMs, failed, openStreams: open, events };
}

async function openStreams(
  input: GatewayLoadInput,
): Promise<{ close(): { readonly open: number; readonly events: number } }> {
  let open = 0;
  let events = 0;
  const sockets = await Promise.all(
    Array.from({ length: input.streams }, async () => {
      const call = request(`${input.url}/api/v1/batches/${input.batchId}/events`, {
        agent: false,
        headers: headersOf(input),
      });
      await new Promise<void>((resolve, reject) => {
        call.on("error", reject);
        call.once("response", (response) => {
          if (response.statusCode === 200) open += 1;
          response.on("data", (data: Buffer) => {
            events += data.toString().split("event: change").length - 1;
          });
          response.on("error", () => undefined);
          response.once("close", () => {
            open -= 1;
          });
          resolve();
        });
        call.end();
      });
      return call;
    }),
  );
  return {
    close: () => {
      const seen = { open, events };
      for (const call of sockets) call.destroy();
      return seen;
    },
  };
}

function get(input: GatewayLoadInput, path: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(input.url + path, { agent, headers: headersOf(input) }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode ?? 0));
      response.once("error", reject);
    });
    call.once("error", reject);
    call.end();
  });
}

async function upload(input: GatewayLoadInput): Promise<UploadRun> {
  const opened = (await post(input, "/api/v1/batches", "application/json", Readable.from(["{}"]))) as {
    readonly id: string;
  };
  const startedAt = performance.now();
  const lines = Readable.from(ndjson(input), { objectMode: false });
  const report = (await post(input, `/api/v1/batches/${opened.id}/items?seal=true`, "application/x-ndjson", lines)) as {
    readonly created: number;
  };
  return { seconds: (performance.now() - startedAt) / 1000, accepted: report.created };
}

function* ndjson(input: GatewayLoadInput): Generator<string> {
  let text = "";
  for (const prompt of numberedPrompts(input)) {
    text += `${JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt })}\n`;
    if (text.length < 64 * 1024) continue;
    yield text;
    text = "";
  }
  yield text;
}

function post(input: GatewayLoadInput, path: string, type: string, body: Readable): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = request(
      input.url + path,
      { method: "POST", agent: false, headers: { ...headersOf(input), "content-type": type } },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (piece: string) => {
          text += piece;
        });
        response.once("error", reject);
        response.once("end", () => {
          if ((response.statusCode ?? 500) < 300) resolve(JSON.parse(text));
          else reject(new Error(`${path}: ${response.statusCode ?? 0} ${text}`));
        });
      },
    );
    call.once("error", reject);
    body.pipe(call);
  });
}

function headersOf({ token }: GatewayLoadInput): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
