import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stand } from "./open-stand.ts";
import { startReadyRedis } from "./ready-redis.ts";

const CERTIFICATE = fixture("self-signed.cert.pem");
const KEY = fixture("self-signed.key.pem");
/** As docs/durability.md tells an operator to give: our keys, and no command that could harm others. */
const RULES = ["~{hailuo}*", "&*", "+@all", "-@admin", "-@dangerous", "+info"];

/**
 * Starts a Redis that speaks TLS alone and knows one user, who may touch our keys only; gives it to all processes of
 * the stand.
 */
export async function shareGuardedRedis(stand: Stand): Promise<void> {
  const directory = join(stand.directory, "guarded-redis");
  await mkdir(directory);
  const tls = ["--port", "0", "--tls-cert-file", CERTIFICATE, "--tls-key-file", KEY, "--tls-auth-clients", "no"];
  const users = ["--user", "default", "off", "--user", "queue", "on", ">s3cr:t/@", ...RULES];
  const rest = ["--bind", "127.0.0.1", "--dir", directory, "--appendonly", "yes", "--maxmemory-policy", "noeviction"];
  const port = await startReadyRedis(stand, directory, (free) => [
    ...tls,
    "--tls-port",
    String(free),
    ...users,
    ...rest,
  ]);
  stand.env["REDIS_URL"] = `rediss://queue:${encodeURIComponent("s3cr:t/@")}@127.0.0.1:${port}`;
  stand.env["NODE_EXTRA_CA_CERTS"] = CERTIFICATE;
}

function fixture(name: string): string {
  return fileURLToPath(new URL(`../__fixtures__/${name}`, import.meta.url));
}
