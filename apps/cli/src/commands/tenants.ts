import { InvalidInputError } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { renderTable } from "../render-table.ts";
import { printJson, printLine, type Shell } from "../shell.ts";

type TenantsProducer = Pick<Producer, "backlog">;

export type TenantChange =
  | { readonly action: "pause" }
  | { readonly action: "resume" }
  | { readonly action: "weight"; readonly weight: number };

export interface ChangeTenantOptions {
  readonly tenant: string;
  readonly json: boolean;
}

/** Who shares the accounts, and in which proportion. */
export async function listTenants(producer: TenantsProducer, { json }: { readonly json: boolean }, shell: Shell): Promise<ExitCode> {
  const tenants = await producer.backlog.tenants();
  if (json) for (const standing of tenants) printJson(shell.stdout, { type: "tenant", ...standing });
  else if (tenants.length === 0) printLine(shell.stdout, "No tenants yet: the first submit makes one.");
  else {
    const rows = tenants.map(({ tenant, weight, paused }) => [tenant, String(weight), paused ? "paused" : "active"]);
    for (const line of renderTable(["tenant", "weight", "state"], rows)) printLine(shell.stdout, line);
  }
  return EXIT.allSucceeded;
}

/** Takes effect with the next admission, however much the tenant has waiting. */
export async function changeTenant(
  producer: TenantsProducer,
  change: TenantChange,
  { tenant, json }: ChangeTenantOptions,
  shell: Shell,
): Promise<ExitCode> {
  const { backlog } = producer;
  // A weight may be given before the tenant's first submit; to stop one that nobody knows is a typing error.
  if (change.action === "weight") await backlog.setTenantWeight(tenant, change.weight);
  else {
    await requireTenant(producer, tenant);
    await (change.action === "pause" ? backlog.pauseTenant(tenant) : backlog.resumeTenant(tenant));
  }
  return listTenants(producer, { json }, shell);
}

async function requireTenant({ backlog }: TenantsProducer, name: string): Promise<void> {
  const names = (await backlog.tenants()).map(({ tenant }) => tenant);
  if (names.includes(name)) return;
  const known = names.length === 0 ? "there are none yet" : `there is ${names.join(", ")}`;
  throw new InvalidInputError("unknown_tenant", `There is no tenant "${name}"; ${known}.`);
}
