import type { ApiKey } from "@hailuo-queue/access";
import { isForeignChange, namesThisMachine } from "@hailuo-queue/runtime";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { KeyGuard } from "./key-guard.ts";
import { Problem } from "./problem.ts";

/** Who may come in: whoever has a key, or, for a gateway on the loopback address only, the one that everybody is. */
export type Keys = KeyGuard | ApiKey;

/**
 * @throws Problem (401, 429, or 403 where no keys are asked for and the request came by way of a stranger's web page).
 */
export async function requireKey(keys: Keys, { method, headers, raw }: FastifyRequest): Promise<ApiKey> {
  if (!("admit" in keys)) {
    if (!namesThisMachine(headers.host))
      throw new Problem(403, "foreign_host", {
        detail: "Without keys the gateway answers to localhost, 127.0.0.1 and [::1] only.",
      });
    if (isForeignChange(method, headers))
      throw new Problem(403, "foreign_origin", { detail: "This request came from a page of another site." });
    return keys;
  }
  const token = tokenOf(headers);
  const key = token === undefined ? undefined : await keys.admit(token, raw.socket.remoteAddress);
  if (key === undefined) throw new Problem(401, "unauthorized", { detail: NO_KEY, hasKey: token !== undefined });
  return key;
}

/** The same for every key that does not fit: it tells nothing about which there are. */
const NO_KEY = "Send a valid key as `Authorization: Bearer KEY`; `hailuo keys create` makes one.";

/** Streams and uploads last for hours: who holds one open is asked for its key again, so often. */
const KEY_AGAIN_MS = 5000;

/** Cuts the connection of a request that goes on while its key is revoked. A Redis that is away ends nothing. */
export function endOnceRevoked(keys: Keys, { headers }: FastifyRequest, { raw }: FastifyReply): void {
  if (!("admit" in keys)) return;
  const timer = setInterval(() => {
    keys.verify(tokenOf(headers) ?? "").then(
      (key) => {
        if (key === undefined) raw.destroy();
      },
      () => undefined,
    );
  }, KEY_AGAIN_MS);
  timer.unref();
  raw.once("close", () => clearInterval(timer));
}

function tokenOf({ authorization }: FastifyRequest["headers"]): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
}
