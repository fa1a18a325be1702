import type { TenantQuotas } from "@hailuo-queue/access";
import { changeWords, InvalidInputError, type TenantStanding } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatMoney, inUsd, inUsdOrNone } from "../money.ts";
import { renderTable } from "../render-table.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import type { ChangeParts } from "../stand/with-change.ts";
import type { LookingProducer } from "../stand/with-producer.ts";

type TenantsProducer = Pick<LookingProducer, "backlog">;

export type TenantChange =
  | { readonly action: "pause" }
  | { readonly action: "resume" }
  /** What is not given stays as it is. */
  | ({ readonly action: "set"; readonly weight?: number; readonly budgetMicroUsd?: number | null } & {
      /** `null`: the gateway's own. */
      readonly [Quota in keyof TenantQuotas]?: number | null;
    });

export interface ChangeTenantOptions {
  readonly tenant: string;
  readonly json: boolean;
}

/** Who shares the accounts, and in which proportion. */
export async function listTenants(producer: TenantsProducer, { json }: { readonly json: boolean }, shell: Shell): Promise<ExitCode> {
  const tenants = await producer.backlog.tenants();
  if (json) for (const standing of tenants) printJson(shell.stdout, tenantLine(standing));
  else if (tenants.length === 0) printLine(shell.stdout, "No tenants yet: the first submit makes one.");
  else {
    const rows = tenants.map((standing) => [
      standing.tenant,
      String(standing.weight),
      standing.paused ? "paused" : "active",
      formatMoney(standing.spentMicroUsd),
      formatMoney(standing.reservedMicroUsd),
      standing.budgetMicroUsd === undefined ? "none" : formatMoney(standing.budgetMicroUsd),
    ]);
    for (const line of renderTable(["tenant", "weight", "state", "spent", "in flight", "budget"], rows)) printLine(shell.stdout, line);
  }
  return EXIT.allSucceeded;
}

/** Takes effect with the next admission, however much the tenant has waiting. */
export async function changeTenant(
  { producer, quotas, tell }: { readonly producer: Pick<Producer, "backlog"> } & Pick<ChangeParts, "quotas" | "tell">,
  change: TenantChange,
  { tenant, json }: ChangeTenantOptions,
  shell: Shell,
): Promise<ExitCode> {
  const { backlog } = producer;
  // Settings may be given before the tenant's first submit; to stop one that nobody knows is a typing error.
  if (change.action === "set") {
    const { requestsPerMinute, maxUnfinished } = change;
    const [before, quotasBefore] = await Promise.all([backlog.tenant(tenant), quotas.of(tenant)]);
    tell({
      details: changeWords({
        weight: [before.weight, change.weight],
        budget_usd: [inUsdOrNone(before.budgetMicroUsd), inUsdOrNone(change.budgetMicroUsd)],
        requests_per_minute: [quotasBefore.requestsPerMinute, requestsPerMinute],
        max_unfinished: [quotasBefore.maxUnfinished, maxUnfinished],
      }),
    });
    await quotas.set(tenant, {
      ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
      ...(maxUnfinished === undefined ? {} : { maxUnfinished }),
    });
    if (change.weight !== undefined) await backlog.setTenantWeight(tenant, change.weight);
    if (change.budgetMicroUsd !== undefined) await backlog.setTenantBudget(tenant, change.budgetMicroUsd);
  } else {
    await requireTenant(producer, tenant);
    await (change.action === "pause" ? backlog.pauseTenant(tenant) : backlog.resumeTenant(tenant));
  }
  return listTenants(producer, { json }, shell);
}

function tenantLine({ tenant, weight, paused, budgetMicroUsd, spentMicroUsd, reservedMicroUsd }: TenantStanding): object {
  return {
    type: "tenant",
    tenant,
    weight,
    paused,
    spent_usd: inUsd(spentMicroUsd),
    reserved_usd: inUsd(reservedMicroUsd),
    budget_usd: budgetMicroUsd === undefined ? null : inUsd(budgetMicroUsd),
  };
}

async function requireTenant({ backlog }: TenantsProducer, name: string): Promise<void> {
  const names = (await backlog.tenants()).map(({ tenant }) => tenant);
  if (names.includes(name)) return;
  const known = names.length === 0 ? "there are none yet" : `there is ${names.join(", ")}`;
  throw new InvalidInputError("unknown_tenant", `There is no tenant "${name}"; ${known}.`);
}
