import { keyFor } from "./core/api-key.ts";
import { DEFAULT_BASE_URL, parseBaseUrl } from "./core/base-url.ts";
import { createHttpDoor } from "./core/http-door.ts";
import { answerError, type CallFacts } from "./core/provider-error.ts";
import { readFault } from "./core/read-fault.ts";
import { transportError } from "./core/transport-failure.ts";
import { DEFAULT_TIMEOUT_MS, type DetectOptions, NO_SUCH_TASK } from "./detect-options.ts";
import { minimaxV2 } from "./dialects/minimax-v2.ts";
import { judgeV2Probe } from "./judge-probe.ts";

/** Beside the path of a query: a router's answer to it is its answer to every wrong path. */
const CONTROL_PATH = "/v2/query/no_such_resource/0";

/**
 * Whether a server speaks the v2 API (MiniMax-H3) and takes this key, free of charge: a query for a task that cannot
 * exist.
 * @throws ProviderError: `key_refused` (account) when v2 itself refuses the key; `unreachable`; the server's own
 * trouble (429, 5xx).
 */
export async function probeV2(options: DetectOptions): Promise<"speaks" | "absent"> {
  const base = parseBaseUrl(options.baseUrl ?? DEFAULT_BASE_URL);
  const key = keyFor(options.apiKey, undefined);
  const clock = options.clock ?? { now: () => Date.now() };
  const facts: CallFacts = { operation: "query", host: base.host, secrets: [key], clock, settings: options.settings };
  const door = createHttpDoor(base, { maxSockets: 2, wayOut: options.wayOut });
  const asking = {
    method: "GET",
    key,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    signal: options.signal,
  } as const;
  try {
    const [result, control] = await Promise.all([
      door.send({ ...asking, path: minimaxV2.queryRequest(NO_SUCH_TASK).path }),
      door.send({ ...asking, path: CONTROL_PATH }),
    ]);
    if (!result.ok) throw transportError(facts, result.failure);
    switch (judgeV2Probe(result, control)) {
      case "speaks":
        return "speaks";
      case "speaks_and_refuses_key":
      case "in_trouble":
        throw answerError(facts, result.answer, readFault(result.answer));
      case "refuses_key":
      case "silent":
        return "absent";
    }
  } finally {
    door.close();
  }
}
