import type { TenantQuotaStore } from "@hailuo-queue/access";
import { type AccountUsage, changeWords, isoTime, TENANT_WEIGHTS, type TenantStanding } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { z } from "zod";
import { notFound, problemSchema } from "../http/problem.ts";
import { defineRoute, json, type Route } from "../http/route.ts";
import { microUsd, usd, usdOrNull } from "../views/batch.ts";
import { budgetField, plainName } from "../views/fields.ts";

export interface DeploymentRoutes {
  readonly producer: Producer;
  readonly quotas: TenantQuotaStore;
}

const limit = z.number().int().min(1).max(1e9).nullable().optional();
const accountSchema = z
  .object({
    object: z.literal("account"),
    name: z.string(),
    slots_used: z.number().int(),
    slots_allowed: z.number().int(),
    backlog: z.number().int(),
    windows: z.array(z.object({ surface: z.string(), window_seconds: z.number(), used: z.number().int(), limit: z.number().int() })),
    held: z.boolean(),
    draining: z.boolean(),
    paused_until: z.iso.datetime().nullable(),
    paused_reason: z.string().nullable(),
    funds: z
      .object({
        at: z.iso.datetime(),
        currency: z.string(),
        balance: z.number().nullable(),
        plan: z.array(
          z.object({
            span: z.string(),
            status: z.string(),
            remaining_percent: z.number().nullable(),
            resets_at: z.iso.datetime().nullable(),
          }),
        ),
        low: z.string().nullable().describe("why it is said to be low"),
      })
      .nullable()
      .describe("what it has left, as the provider told last, in its own currency"),
    callback_refused: z
      .object({ since: z.iso.datetime(), left_out_until: z.iso.datetime(), reason: z.string() })
      .nullable()
      .describe("there once the provider could not verify the callback URL, until a create with one is accepted"),
  })
  .meta({ id: "Account" });
const accountChange = z
  .strictObject({
    max_in_flight: limit,
    create_per_minute: limit,
    query_per_minute: limit,
    files_per_minute: limit,
    why: z.string().max(500).optional(),
  })
  .meta({ id: "AccountChange", description: "What is not named stays; null goes back to the workers' own settings." });
const tenantSchema = z
  .object({
    object: z.literal("tenant"),
    name: z.string(),
    weight: z.number(),
    paused: z.boolean(),
    unfinished: z.number().int(),
    budget_usd: z.number().nullable(),
    reserved_usd: z.number(),
    spent_usd: z.number(),
    requests_per_minute: z.number().int().nullable().describe("null: the gateway's own"),
    max_unfinished: z.number().int().nullable().describe("null: the gateway's own"),
    bytes_kept: z.number().int().describe("of its records in Redis, about, and of its inputs in storage"),
    input_bytes: z.number().int().describe("of them, its inputs"),
    max_bytes: z.number().int().nullable().describe("null: the gateway's own"),
  })
  .meta({ id: "Tenant" });
const tenantChange = z
  .strictObject({
    weight: z.number().min(TENANT_WEIGHTS.least).max(TENANT_WEIGHTS.most).optional(),
    budget_usd: budgetField,
    paused: z.boolean().optional(),
    requests_per_minute: z.number().int().min(0).max(1e9).nullable().optional(),
    max_unfinished: z.number().int().min(0).max(1e9).nullable().optional(),
    max_bytes: z.number().int().min(0).max(1e15).nullable().optional(),
  })
  .meta({ id: "TenantChange", description: "What is not named stays; null takes a limit away." });

const nameParams = z.object({ name: plainName });
const whyBody = z.strictObject({ why: z.string().max(500).optional() });
const actions = { pause: "hold", resume: "release", drain: "drain" } as const;
const actionWords = {
  pause: "Take no new work with it; what is in flight is finished",
  resume: "End a pause, a drain, a cooldown and a lowered cap at once",
  drain: "Take no new work with it any more: it goes out of use",
} as const;

/** What an admin of the deployment sees and changes; nothing here is one tenant's alone. */
export function deploymentRoutes({ producer, quotas }: DeploymentRoutes): readonly Route[] {
  const accounts = { role: "admin", scope: "deployment", tag: "Accounts" } as const;
  const tenants = { role: "admin", scope: "deployment", tag: "Tenants" } as const;
  const none = { 404: { description: "There is none of this name", schema: problemSchema } } as const;

  async function requireAccount(name: string): Promise<AccountUsage> {
    const found = (await producer.overview()).accounts.find(({ account }) => account === name);
    if (found === undefined) throw notFound("account");
    return found;
  }

  async function showTenant(standing: TenantStanding): Promise<z.output<typeof tenantSchema>> {
    const own = await quotas.of(standing.tenant);
    return {
      object: "tenant",
      name: standing.tenant,
      weight: standing.weight,
      paused: standing.paused,
      unfinished: standing.unfinished,
      budget_usd: usdOrNull(standing.budgetMicroUsd),
      reserved_usd: usd(standing.reservedMicroUsd),
      spent_usd: usd(standing.spentMicroUsd),
      requests_per_minute: own.requestsPerMinute ?? null,
      max_unfinished: own.maxUnfinished ?? null,
      bytes_kept: standing.keptBytes,
      input_bytes: standing.inputBytes,
      max_bytes: own.maxBytes ?? null,
    };
  }

  return [
    defineRoute({
      ...accounts,
      method: "GET",
      path: "/api/v1/accounts",
      summary: "The provider accounts, their slots, windows and health",
      answers: { 200: { description: "All of them", schema: z.object({ object: z.literal("list"), data: z.array(accountSchema) }) } },
      handle: async () => json(200, { object: "list", data: (await producer.overview()).accounts.map(showAccount) }),
    }),
    defineRoute({
      ...accounts,
      method: "PATCH",
      audit: "account.set",
      path: "/api/v1/accounts/:name",
      summary: "Change its limits, in running workers within 2 s",
      params: nameParams,
      body: accountChange,
      answers: { 200: { description: "As it is now", schema: accountSchema }, ...none },
      handle: async ({ key, params, body, tell }) => {
        await requireAccount(params.name);
        tell({ details: whyOf(body.why) });
        const changed = await producer.account(params.name).setLimits(
          {
            ...(body.max_in_flight === undefined ? {} : { maxInFlight: body.max_in_flight }),
            ...(body.create_per_minute === undefined ? {} : { createPerMinute: body.create_per_minute }),
            ...(body.query_per_minute === undefined ? {} : { queryPerMinute: body.query_per_minute }),
            ...(body.files_per_minute === undefined ? {} : { filesPerMinute: body.files_per_minute }),
          },
          noteOf(key.id, body.why),
        );
        tell({ details: changed });
        return json(200, showAccount(await requireAccount(params.name)));
      },
    }),
    ...(["pause", "resume", "drain"] as const).map((action) =>
      defineRoute({
        ...accounts,
        method: "POST",
        audit: `account.${action}`,
        path: `/api/v1/accounts/:name/${action}`,
        summary: actionWords[action],
        params: nameParams,
        body: whyBody,
        answers: { 200: { description: "As it is now", schema: accountSchema }, ...none },
        handle: async ({ key, params, body, tell }) => {
          await requireAccount(params.name);
          tell({ details: whyOf(body.why) });
          await producer.account(params.name)[actions[action]](noteOf(key.id, body.why));
          return json(200, showAccount(await requireAccount(params.name)));
        },
      }),
    ),
    defineRoute({
      ...tenants,
      method: "GET",
      path: "/api/v1/tenants",
      summary: "Who shares the accounts, in which proportion, and what they spent",
      answers: { 200: { description: "All of them", schema: z.object({ object: z.literal("list"), data: z.array(tenantSchema) }) } },
      handle: async () => {
        const standings = await producer.backlog.tenants();
        return json(200, { object: "list", data: await Promise.all(standings.map(showTenant)) });
      },
    }),
    defineRoute({
      ...tenants,
      method: "PATCH",
      audit: "tenant.set",
      path: "/api/v1/tenants/:name",
      summary: "Change its weight, budget, quotas, or pause it",
      params: nameParams,
      body: tenantChange,
      answers: { 200: { description: "As it is now", schema: tenantSchema } },
      handle: async ({ params: { name }, body, tell }) => {
        const { backlog } = producer;
        const before = await showTenant(await backlog.tenant(name));
        tell({
          details: changeWords({
            weight: [before.weight, body.weight],
            budget_usd: [before.budget_usd, body.budget_usd],
            paused: [before.paused, body.paused],
            requests_per_minute: [before.requests_per_minute, body.requests_per_minute],
            max_unfinished: [before.max_unfinished, body.max_unfinished],
            max_bytes: [before.max_bytes, body.max_bytes],
          }),
        });
        if (body.weight !== undefined) await backlog.setTenantWeight(name, body.weight);
        if (body.budget_usd !== undefined) await backlog.setTenantBudget(name, body.budget_usd === null ? null : microUsd(body.budget_usd));
        if (body.paused !== undefined) await (body.paused ? backlog.pauseTenant(name) : backlog.resumeTenant(name));
        await quotas.set(name, {
          ...(body.requests_per_minute === undefined ? {} : { requestsPerMinute: body.requests_per_minute }),
          ...(body.max_unfinished === undefined ? {} : { maxUnfinished: body.max_unfinished }),
          ...(body.max_bytes === undefined ? {} : { maxBytes: body.max_bytes }),
        });
        return json(200, await showTenant(await backlog.tenant(name)));
      },
    }),
  ];
}

function whyOf(why: string | undefined): Readonly<Record<string, string>> {
  return why === undefined ? {} : { why };
}

function noteOf(keyId: string, why: string | undefined): { readonly who: string; readonly why?: string } {
  return { who: `key ${keyId}`, ...(why === undefined ? {} : { why }) };
}

function showAccount(usage: AccountUsage): z.output<typeof accountSchema> {
  return {
    object: "account",
    name: usage.account,
    slots_used: usage.slotsUsed,
    slots_allowed: usage.slotsAllowed,
    backlog: usage.backlog,
    windows: usage.windows.map(({ surface, windowMs, used, limit: allowed }) => ({
      surface,
      window_seconds: windowMs / 1000,
      used,
      limit: allowed,
    })),
    held: usage.held ?? false,
    draining: usage.draining ?? false,
    paused_until: isoTime(usage.pausedUntil),
    paused_reason: usage.pausedReason ?? null,
    funds: showFunds(usage.funds),
    callback_refused:
      usage.callbackRefused === undefined
        ? null
        : {
            since: new Date(usage.callbackRefused.since).toISOString(),
            left_out_until: new Date(usage.callbackRefused.leftOutUntil).toISOString(),
            reason: usage.callbackRefused.reason,
          },
  };
}

function showFunds(funds: AccountUsage["funds"]): z.output<typeof accountSchema>["funds"] {
  if (funds === undefined) return null;
  return {
    at: new Date(funds.at).toISOString(),
    currency: funds.currency,
    balance: funds.balance === undefined ? null : funds.balance.availableMicro / 1_000_000,
    plan: (funds.plan ?? []).map(({ span, status, remainingPercent, resetsAt }) => ({
      span,
      status,
      remaining_percent: remainingPercent ?? null,
      resets_at: isoTime(resetsAt),
    })),
    low: funds.low ?? null,
  };
}
