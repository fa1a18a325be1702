import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { Simulator, TaskView } from "@hailuo-queue/simulator";

export interface CallingProvider extends AsyncDisposable {
  readonly url: string;
  /** What each callback URL answered to its challenge, in the order of the creates. */
  readonly challenged: readonly { readonly callbackUrl: string; readonly echoed: boolean }[];
}

export interface CallOptions {
  /** When callbacks are sent, in ms after the task's end. Default: soon, and twice again. */
  readonly afterEndMs?: readonly number[];
}

type Json = Readonly<Record<string, unknown>>;

/** Beyond what a gateway rests between two wakes of a task. */
const TWICE_AGAIN_MS = [50, 1500, 12_000];

/**
 * The simulator's live API, which calls back as the provider does: a challenge when a task is created with a callback URL, then news of
 * it. The end is told again later, since a callback that came before its poll was there is lost for good.
 */
export async function startCallingProvider(simulator: Simulator, options: CallOptions = {}): Promise<CallingProvider> {
  const { afterEndMs = TWICE_AGAIN_MS } = options;
  const challenged: { callbackUrl: string; echoed: boolean }[] = [];
  const closing = new AbortController();
  const calls = new Set<Promise<unknown>>();

  async function post(url: string, body: Json): Promise<Json> {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: closing.signal,
    });
    return (await answer.json()) as Json;
  }

  async function tell(callbackUrl: string, taskId: string): Promise<void> {
    const view = (await (await fetch(`${simulator.url}/__tasks/${taskId}`, { signal: closing.signal })).json()) as TaskView;
    await post(callbackUrl, { task_id: taskId, status: "processing", base_resp: { status_code: 0, status_msg: "success" } });
    const endsAt = view.endsAt ?? Number.POSITIVE_INFINITY;
    for (const after of afterEndMs) {
      await pause(Math.min(Math.max(0, endsAt + after - Date.now()), 2 ** 30), undefined, { signal: closing.signal });
      await post(callbackUrl, { task_id: taskId, status: "success", file_id: "1", base_resp: { status_code: 0, status_msg: "success" } });
    }
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { callback_url: callbackUrl, ...body } = chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Json);
    if (typeof callbackUrl === "string") {
      const challenge = `c-${challenged.length}`;
      challenged.push({ callbackUrl, echoed: (await post(callbackUrl, { challenge }))["challenge"] === challenge });
    }
    const told = await fetch(`${simulator.url}${incoming.url}`, {
      method: incoming.method ?? "GET",
      headers: { authorization: incoming.headers.authorization ?? "", "content-type": "application/json" },
      ...(incoming.method === "POST" && { body: JSON.stringify(body) }),
    });
    const text = await told.text();
    outgoing.writeHead(told.status, { "content-type": "application/json" }).end(text);
    const taskId = typeof callbackUrl === "string" ? (JSON.parse(text) as Json)["task_id"] : "";
    if (typeof callbackUrl !== "string" || typeof taskId !== "string" || taskId === "") return;
    const call = tell(callbackUrl, taskId).catch(() => undefined);
    calls.add(call);
  }

  const server = http.createServer((incoming, outgoing) => void answer(incoming, outgoing).catch(() => outgoing.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    challenged,
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all(calls);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
