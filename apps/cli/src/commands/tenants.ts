import type { TenantQuotas, TenantQuotaStore } from "@hailuo-queue/access";
import { byteWords, changeWords, InvalidInputError, optional, type TenantStanding } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatMoney, inUsd, inUsdOrNone } from "../money.ts";
import { renderTable } from "../render-table.ts";
import { columnsOf, printJson, printLine, type Shell } from "../shell.ts";
import type { ChangeParts } from "../stand/with-change.ts";
import type { LookingProducer } from "../stand/with-producer.ts";
import { say } from "../words/say.ts";

export interface TenantsParts {
  readonly producer: Pick<LookingProducer, "backlog">;
  readonly quotas: Pick<TenantQuotaStore, "of">;
}

export type TenantChange =
  | { readonly action: "pause" }
  | { readonly action: "resume" }
  /** What is not given stays as it is. */
  | ({ readonly action: "set"; readonly weight?: number; readonly budgetMicroUsd?: number | null } & {
      /** `null`: the gateway's own. */
      readonly [Quota in keyof TenantQuotas]?: number | null;
    });

interface ShownTenant extends TenantStanding {
  /** Where it has a limit of its own. */
  readonly maxBytes?: number;
}

export interface ChangeTenantOptions {
  readonly tenant: string;
  readonly json: boolean;
}

/** Who shares the accounts, in which proportion, and what is kept of each. */
export async function listTenants(
  { producer, quotas }: TenantsParts,
  { json }: { readonly json: boolean },
  shell: Shell,
): Promise<ExitCode> {
  const standings = await producer.backlog.tenants();
  const tenants = await Promise.all(
    standings.map(async (standing) => ({ ...standing, ...(await quotas.of(standing.tenant)) })),
  );
  if (json) for (const standing of tenants) printJson(shell.stdout, tenantLine(standing));
  else if (tenants.length === 0) printLine(shell.stdout, say`No tenants yet: the first submit makes one.`);
  else {
    const rows = tenants.map((standing) => [
      standing.tenant,
      String(standing.weight),
      standing.paused ? say`paused` : say`active`,
      formatMoney(standing.spentMicroUsd),
      formatMoney(standing.reservedMicroUsd),
      standing.budgetMicroUsd === undefined ? say`none` : formatMoney(standing.budgetMicroUsd),
      byteWords(standing.keptBytes),
      standing.maxBytes === undefined ? say`default` : byteWords(standing.maxBytes),
    ]);
    const head = [
      say`tenant`,
      say`weight`,
      say`state`,
      say`spent`,
      say`in flight`,
      say`budget`,
      say`kept`,
      say`allowed`,
    ];
    for (const line of renderTable(head, rows, columnsOf(shell.stdout))) printLine(shell.stdout, line);
  }
  return EXIT.allSucceeded;
}

/** Takes effect with the next admission, however much the tenant has waiting. */
export async function changeTenant(
  parts: { readonly producer: Pick<Producer, "backlog"> } & Pick<ChangeParts, "quotas" | "tell">,
  change: TenantChange,
  { tenant, json }: ChangeTenantOptions,
  shell: Shell,
): Promise<ExitCode> {
  const { producer, quotas, tell } = parts;
  const { backlog } = producer;
  // Settings may be given before the tenant's first submit; to stop one that nobody knows is a typing error.
  if (change.action === "set") {
    const { requestsPerMinute, maxUnfinished, maxBytes } = change;
    const [before, quotasBefore] = await Promise.all([backlog.tenant(tenant), quotas.of(tenant)]);
    tell({
      details: changeWords({
        weight: [before.weight, change.weight],
        budget_usd: [inUsdOrNone(before.budgetMicroUsd), inUsdOrNone(change.budgetMicroUsd)],
        requests_per_minute: [quotasBefore.requestsPerMinute, requestsPerMinute],
        max_unfinished: [quotasBefore.maxUnfinished, maxUnfinished],
        max_bytes: [quotasBefore.maxBytes, maxBytes],
      }),
    });
    await quotas.set(tenant, optional({ requestsPerMinute, maxUnfinished, maxBytes }));
    if (change.weight !== undefined) await backlog.setTenantWeight(tenant, change.weight);
    if (change.budgetMicroUsd !== undefined) await backlog.setTenantBudget(tenant, change.budgetMicroUsd);
  } else {
    await requireTenant(producer, tenant);
    await (change.action === "pause" ? backlog.pauseTenant(tenant) : backlog.resumeTenant(tenant));
  }
  return listTenants(parts, { json }, shell);
}

function tenantLine(standing: ShownTenant): object {
  const { tenant, weight, paused, budgetMicroUsd, spentMicroUsd, reservedMicroUsd, keptBytes, inputBytes, maxBytes } =
    standing;
  return {
    type: "tenant",
    tenant,
    weight,
    paused,
    spent_usd: inUsd(spentMicroUsd),
    reserved_usd: inUsd(reservedMicroUsd),
    budget_usd: budgetMicroUsd === undefined ? null : inUsd(budgetMicroUsd),
    bytes_kept: keptBytes,
    input_bytes: inputBytes,
    max_bytes: maxBytes ?? null,
  };
}

async function requireTenant({ backlog }: TenantsParts["producer"], name: string): Promise<void> {
  const names = (await backlog.tenants()).map(({ tenant }) => tenant);
  if (names.includes(name)) return;
  const listed = names.length === 0 ? say`there are none yet` : say`there is ${names.join(", ")}`;
  throw new InvalidInputError("unknown_tenant", say`There is no tenant "${name}"; ${listed}.`);
}
