import type { ApiKey } from "@hailuo-queue/access";
import { InvalidInputError } from "@hailuo-queue/contracts";
import type { KeyGuard } from "./http/key-guard.ts";

/** Who everybody is where no keys are asked for. */
const EVERYBODY: ApiKey = { id: "none", tenant: "default", role: "admin", createdAt: 0 };

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;

/** @throws InvalidInputError (`gateway_needs_auth`) for a gateway without keys that others could reach. */
export function decideKeys(auth: "on" | "off", host: string, keys: KeyGuard): KeyGuard | ApiKey {
  if (auth === "on") return keys;
  if (LOOPBACK.test(host)) return EVERYBODY;
  throw new InvalidInputError(
    "gateway_needs_auth",
    `HAILUO_GATEWAY_AUTH=off serves everybody, and HAILUO_GATEWAY_HOST is ${host}, which others can reach. Leave out one of them.`,
  );
}
