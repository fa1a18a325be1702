import { setMaxListeners } from "node:events";
import { Agent, request } from "node:http";
import {
  type HostileCall,
  hostileCall,
  type HostileFlood,
  hostileFlood,
  type HostileKind,
  preparation,
} from "./benchmarks/hostile-kinds.ts";
import { sendFlood } from "./send-flood.ts";
import { serveParent } from "./processes/serve-parent.ts";

export interface HostileInput {
  readonly url: string;
  /** The hostile tenant's. */
  readonly token: string;
  readonly kind: HostileKind;
  readonly connections: number;
}

export interface HostileRun {
  /** How many were answered, by status; 0 for those that broke. */
  readonly answers: Readonly<Record<number, number>>;
}

const PAUSE_AFTER_FAILURE_MS = 50;

/** A tenant that sends the same thing again and again, from when it is ready until it is asked how that went. */
await serveParent(async (input: HostileInput) => {
  // A connection for each call: an answer may come before all is sent, and the connection be cut after it.
  const agent = new Agent({ keepAlive: false });
  const answers: Record<number, number> = {};
  let over = false;
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const before = preparation(input.kind);
  if (before !== undefined) await send(input, before, agent);
  const call = hostileCall(input.kind);
  const sending = call === undefined ? [] : Array.from({ length: input.connections }, () => sendOnAndOn(call));

  const flood = hostileFlood(input.kind);
  const flooding = flood === undefined ? [] : Array.from({ length: flood.connections }, () => floodOnAndOn(flood));

  async function floodOnAndOn(wanted: HostileFlood): Promise<void> {
    while (!over) {
      const status = await sendFlood(input, wanted, stop.signal);
      answers[status] = (answers[status] ?? 0) + 1;
    }
  }

  async function sendOnAndOn(wanted: HostileCall): Promise<void> {
    while (!over) {
      const status = await send(input, wanted, agent);
      answers[status] = (answers[status] ?? 0) + 1;
      if (status === 0 || status === 429) await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_FAILURE_MS));
    }
  }

  return {
    ready: true,
    answers: {
      stop: async (): Promise<HostileRun> => {
        over = true;
        agent.destroy();
        stop.abort();
        await Promise.all([...sending, ...flooding]);
        return { answers };
      },
    },
    close: async () => agent.destroy(),
  };
});

async function send(input: HostileInput, call: HostileCall, agent: Agent): Promise<number> {
  if (!call.path.includes("{batch}")) return (await ask(input, call, agent)).status;
  const opened = await ask(
    input,
    { method: "POST", path: "/api/v1/batches", type: "application/json", body: Buffer.from("{}") },
    agent,
  );
  const { id } = (opened.status === 201 ? JSON.parse(opened.text) : {}) as { readonly id?: string };
  return id === undefined
    ? opened.status
    : (await ask(input, { ...call, path: call.path.replace("{batch}", id) }, agent)).status;
}

function ask(
  input: HostileInput,
  call: HostileCall,
  agent: Agent,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${input.token}`,
      ...(call.type === undefined
        ? {}
        : { "content-type": call.type, "content-length": String(call.body?.length ?? 0) }),
    };
    const sent = request(input.url + call.path, { method: call.method, agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        if (text.length < 10_000) text += piece;
      });
      response.once("error", () => resolve({ status: 0, text }));
      response.once("close", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on("error", () => resolve({ status: 0, text: "" }));
    sent.once("socket", (socket) => socket.on("error", () => undefined));
    sent.end(call.body);
  });
}
