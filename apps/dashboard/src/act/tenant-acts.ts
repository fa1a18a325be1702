import { ROLES } from "@hailuo-queue/access";
import { changeWords, InvalidInputError, optional, TENANT_WEIGHTS } from "@hailuo-queue/contracts";
import { z } from "zod";
import { type Act, defineAct } from "./act.ts";
import { budget, id, name, numberFrom, text, wholeNumberFrom, why, whyDetails } from "./fields.ts";

const MICRO = 1_000_000;
const quota = wholeNumberFrom(0, 1_000_000_000_000_000).nullable().optional();

const set = defineAct({
  name: "tenant.set",
  role: "admin",
  audit: "tenant.set",
  body: z.strictObject({
    name,
    weight: numberFrom(TENANT_WEIGHTS.least, TENANT_WEIGHTS.most).optional(),
    budget_usd: budget,
    requests_per_minute: quota,
    max_unfinished: quota,
    max_bytes: quota,
    why,
  }),
  async run({ producer, quotas, body, tell }) {
    const { backlog } = producer;
    const [standing, own] = await Promise.all([backlog.tenant(body.name), quotas.of(body.name)]);
    const before = {
      weight: standing.weight,
      budget_usd: standing.budgetMicroUsd === undefined ? null : standing.budgetMicroUsd / MICRO,
      requests_per_minute: own.requestsPerMinute ?? null,
      max_unfinished: own.maxUnfinished ?? null,
      max_bytes: own.maxBytes ?? null,
    };
    const names = Object.keys(before) as (keyof typeof before)[];
    const { details } = whyDetails(body.why);
    tell({
      tenant: body.name,
      details: { ...changeWords(Object.fromEntries(names.map((key) => [key, [before[key], body[key]]]))), ...details },
    });
    if (body.weight !== undefined) await backlog.setTenantWeight(body.name, body.weight);
    if (body.budget_usd !== undefined)
      await backlog.setTenantBudget(body.name, body.budget_usd === null ? null : Math.round(body.budget_usd * MICRO));
    await quotas.set(
      body.name,
      optional({
        requestsPerMinute: body.requests_per_minute,
        maxUnfinished: body.max_unfinished,
        maxBytes: body.max_bytes,
      }),
    );
    const undo = Object.fromEntries(names.filter((key) => body[key] !== undefined).map((key) => [key, before[key]]));
    return { told: `${body.name} is changed.`, undo: { act: "tenant.set", body: { name: body.name, ...undo } } };
  },
});

const switches = (
  [
    [
      "tenant.pause",
      "pauseTenant",
      (tenant: string) => `${tenant} is paused: it starts no new videos.`,
      "tenant.resume",
    ],
    ["tenant.resume", "resumeTenant", (tenant: string) => `${tenant} goes on.`, "tenant.pause"],
  ] as const
).map(([act, to, words, undo]) =>
  defineAct({
    name: act,
    role: "admin",
    audit: act,
    body: z.strictObject({ name, why }),
    async run({ producer, body, tell }) {
      tell({ tenant: body.name, ...whyDetails(body.why) });
      await producer.backlog[to](body.name);
      return { told: words(body.name), undo: { act: undo, body: { name: body.name } } };
    },
  }),
);

const createKey = defineAct({
  name: "key.create",
  role: "admin",
  audit: "key.create",
  body: z.strictObject({
    tenant: name,
    role: z.enum(ROLES, `must be one of ${ROLES.join(", ")}`),
    name: text(200).optional(),
    why,
  }),
  async run({ apiKeys, identity, body, tell }) {
    // Over the API an admin key makes no keys: who could would have no bounds.
    if (identity.tenant !== undefined)
      throw new InvalidInputError("not_allowed", "Keys are made by whoever has the dashboard's password.");
    const { token, key } = await apiKeys.create({
      tenant: body.tenant,
      role: body.role,
      ...optional({ name: body.name }),
    });
    tell({
      tenant: body.tenant,
      about: { key: key.id },
      details: { role: body.role, ...whyDetails(body.why).details },
    });
    return { told: "The key is shown once: copy it now.", data: { token } };
  },
});

const revokeKey = defineAct({
  name: "key.revoke",
  role: "admin",
  audit: "key.revoke",
  body: z.strictObject({ id, why }),
  async run({ apiKeys, identity, body, tell }) {
    if (identity.tenant !== undefined)
      throw new InvalidInputError("not_allowed", "Keys are revoked by whoever has the dashboard's password.");
    const known = (await apiKeys.list()).find((key) => key.id === body.id);
    if (known === undefined) throw new InvalidInputError("unknown_key", "There is no such key.");
    tell({ tenant: known.tenant, about: { key: known.id }, ...whyDetails(body.why) });
    await apiKeys.revoke(known.id);
    return { told: "The key is good for nothing any more." };
  },
});

const replay = defineAct({
  name: "webhook.replay",
  role: "submit",
  audit: "webhook.replay",
  body: z.strictObject({ event_id: id, tenant: name, why }),
  async run({ identity, replay: again, body, tell }) {
    const tenant = identity.tenant ?? body.tenant;
    tell({ tenant, about: { event: body.event_id }, ...whyDetails(body.why) });
    if ((await again(tenant, body.event_id)) === undefined)
      throw new InvalidInputError("unknown_event", "There is no such webhook.");
    return { told: "It is sent again." };
  },
});

export const TENANT_ACTS: readonly Act[] = [set, ...switches, createKey, revokeKey, replay];
