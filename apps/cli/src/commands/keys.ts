import type { ApiKey, ApiKeys, Role } from "@hailuo-queue/access";
import { InvalidInputError } from "@hailuo-queue/contracts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { renderTable } from "../render-table.ts";
import { columnsOf, printJson, printLine, type Shell } from "../shell.ts";
import type { ChangeParts } from "../stand/with-change.ts";
import { say } from "../words/say.ts";

export interface CreateKeyOptions {
  readonly tenant: string;
  readonly role: Role;
  readonly name?: string;
  readonly json: boolean;
}

/** The token goes to standard output, once; it is nowhere else. */
export async function createKey(
  { apiKeys, tell }: Pick<ChangeParts, "apiKeys" | "tell">,
  { json, ...wanted }: CreateKeyOptions,
  shell: Shell,
): Promise<ExitCode> {
  const { token, key } = await apiKeys.create(wanted);
  tell({ about: { key: key.id } });
  if (json) printJson(shell.stdout, { ...keyLine(key), token });
  else {
    printLine(shell.stdout, token);
    printLine(
      shell.stderr,
      say`Key ${key.id} of tenant ${key.tenant} (${key.role}). It is shown only once; only a digest is stored.`,
    );
  }
  return EXIT.allSucceeded;
}

export async function listKeys(
  apiKeys: Pick<ApiKeys, "list">,
  { json }: { readonly json: boolean },
  shell: Shell,
): Promise<ExitCode> {
  const keys = await apiKeys.list();
  if (json) for (const key of keys) printJson(shell.stdout, keyLine(key));
  else if (keys.length === 0)
    printLine(shell.stdout, say`No keys yet: \`hailuo keys create --tenant NAME\` makes one.`);
  else {
    const rows = keys.map(({ id, tenant, role, name, createdAt, revokedAt, lastUsedAt }) => [
      id,
      tenant,
      role,
      new Date(createdAt).toISOString(),
      revokedAt === undefined ? say`good` : say`revoked`,
      lastUsedAt === undefined ? "never" : new Date(lastUsedAt).toISOString(),
      name ?? "",
    ]);
    for (const line of renderTable(
      ["id", say`tenant`, say`role`, say`made`, say`state`, say`last used`, say`name`],
      rows,
      columnsOf(shell.stdout),
    ))
      printLine(shell.stdout, line);
  }
  return EXIT.allSucceeded;
}

export async function revokeKey(
  { apiKeys, tell }: Pick<ChangeParts, "apiKeys" | "tell">,
  id: string,
  { json }: { readonly json: boolean },
  shell: Shell,
): Promise<ExitCode> {
  const found = (await apiKeys.list()).find((key) => key.id === id);
  // What is no key's id may be a whole token, pasted in.
  if (found !== undefined) tell({ tenant: found.tenant, about: { key: id } });
  if (!(await apiKeys.revoke(id)))
    throw new InvalidInputError("unknown_key", say`There is no key "${id}"; \`hailuo keys\` lists them by their ids.`);
  if (json) printJson(shell.stdout, { type: "key_revoked", id });
  else printLine(shell.stdout, say`Key ${id} is revoked.`);
  return EXIT.allSucceeded;
}

function keyLine({ id, tenant, role, name, createdAt, revokedAt, lastUsedAt }: ApiKey): object {
  return {
    type: "key",
    id,
    tenant,
    role,
    name: name ?? null,
    created_at: new Date(createdAt).toISOString(),
    revoked_at: revokedAt === undefined ? null : new Date(revokedAt).toISOString(),
    last_used_at: lastUsedAt === undefined ? null : new Date(lastUsedAt).toISOString(),
  };
}
