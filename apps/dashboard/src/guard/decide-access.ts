import { InvalidInputError } from "@hailuo-queue/contracts";

/** Who may open the dashboard, and where it listens. */
export type Access =
  | { readonly kind: "password"; readonly host: string; readonly user: string; readonly password: string }
  | { readonly kind: "this-machine"; readonly host: string };

export interface AccessSettings {
  readonly host?: string | undefined;
  readonly user: string;
  readonly password?: string | undefined;
}

const LOOPBACK = "127.0.0.1";
const EVERYWHERE = "0.0.0.0";
const LOOPBACK_HOSTS = new Set([LOOPBACK, "localhost", "::1"]);

/**
 * With a password: basic auth, on the wanted host (default all interfaces). Without one: loopback only, and another
 * host is refused with InvalidInputError (`dashboard_needs_password`), since everyone who reaches the port could read
 * every prompt.
 */
export function decideAccess(settings: AccessSettings): Access {
  const { host, user, password } = settings;
  if (password !== undefined && password !== "") return { kind: "password", host: host ?? EVERYWHERE, user, password };
  if (host === undefined) return { kind: "this-machine", host: LOOPBACK };
  if (LOOPBACK_HOSTS.has(host)) return { kind: "this-machine", host };
  throw new InvalidInputError(
    "dashboard_needs_password",
    `The dashboard does not listen on ${host} without a password: set HAILUO_DASHBOARD_PASSWORD, or leave HAILUO_DASHBOARD_HOST out to listen on ${LOOPBACK}.`,
  );
}
