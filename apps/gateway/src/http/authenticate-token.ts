import type { ApiKey } from "@hailuo-queue/access";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { StreamTokens } from "../tokens/stream-tokens.ts";
import { Problem } from "./problem.ts";
import type { RouteFacts } from "./route.ts";

/** Who holds a stream open by a token is asked for it again, so often: its key may have been revoked. */
const AGAIN_MS = 5000;

/** The token of a request that brings one in the place of a key; undefined for any other. */
export function tokenInQuery({ takesToken }: RouteFacts, { headers, query }: FastifyRequest): string | undefined {
  const { token } = (query ?? {}) as { readonly token?: unknown };
  return takesToken === true && headers.authorization === undefined && typeof token === "string" ? token : undefined;
}

/**
 * Whose key asked for the token, with the role `read`. The answer is cut when the token's time is over, or its key is
 * revoked.
 * @throws Problem (401), also for a token of something else.
 */
export async function requireToken(
  tokens: StreamTokens,
  text: string,
  { scope }: RouteFacts,
  { params }: FastifyRequest,
  { raw }: FastifyReply,
): Promise<ApiKey> {
  const good = await tokens.read(text);
  const { id } = params as { readonly id?: string };
  if (good === undefined || good.about.kind !== scope || good.about.id !== id)
    throw new Problem(401, "unauthorized", { detail: "The token is not valid here, or its time is over." });
  const end = setTimeout(() => raw.destroy(), Math.max(0, good.expiresAt - Date.now()));
  const again = setInterval(() => {
    tokens.read(text).then(
      (still) => {
        if (still === undefined) raw.destroy();
      },
      () => undefined,
    );
  }, AGAIN_MS);
  end.unref();
  again.unref();
  raw.once("close", () => {
    clearTimeout(end);
    clearInterval(again);
  });
  return good.key;
}
