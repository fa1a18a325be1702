import { readFile } from "node:fs/promises";
import { Agent } from "node:https";
import { rootCertificates } from "node:tls";
import { errorMessage, UnavailableError } from "@hailuo-queue/contracts";

/** As many sockets as the SDK opens for itself. */
const MAX_SOCKETS = 50;

/** An agent that trusts the certificates of a file besides those that Node brings. Throws UnavailableError (`storage_bad_ca`). */
export async function trustingAgent(caBundle: string): Promise<Agent> {
  const own = await readFile(caBundle, "utf8").catch((cause: unknown) => {
    throw new UnavailableError("storage_bad_ca", `AWS_CA_BUNDLE names a file that cannot be read: ${errorMessage(cause)}.`, { cause });
  });
  if (!own.includes("-----BEGIN CERTIFICATE-----")) {
    throw new UnavailableError("storage_bad_ca", `AWS_CA_BUNDLE names ${caBundle}, which holds no certificate in PEM.`);
  }
  return new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS, ca: [...rootCertificates, own] });
}
