import { readFile } from "node:fs/promises";
import { rootCertificates } from "node:tls";
import { errorMessage, UnavailableError } from "@hailuo-queue/contracts";

/**
 * The certificates of a file besides those that Node brings.
 * @throws UnavailableError (`storage_bad_ca`).
 */
export async function readAuthorities(caBundle: string): Promise<string[]> {
  const own = await readFile(caBundle, "utf8").catch((cause: unknown) => {
    throw new UnavailableError(
      "storage_bad_ca",
      `AWS_CA_BUNDLE names a file that cannot be read: ${errorMessage(cause)}.`,
      { cause },
    );
  });
  if (!own.includes("-----BEGIN CERTIFICATE-----")) {
    throw new UnavailableError("storage_bad_ca", `AWS_CA_BUNDLE names ${caBundle}, which holds no certificate in PEM.`);
  }
  return [...rootCertificates, own];
}
