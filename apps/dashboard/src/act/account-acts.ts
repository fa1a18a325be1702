import { type AccountControl, InvalidInputError, optional } from "@hailuo-queue/contracts";
import { z } from "zod";
import { type Act, type ActCall, defineAct } from "./act.ts";
import { name, wholeNumberFrom, why, whyDetails } from "./fields.ts";

const limit = wholeNumberFrom(0, 100_000).nullable().optional();
const body = z.strictObject({ name, why });

/** @throws InvalidInputError (`unknown_account`) when the workers have named no such account. */
async function controlOf({ producer, body: wanted }: ActCall<{ readonly name: string }>): Promise<AccountControl> {
  const { accounts } = await producer.overview();
  if (!accounts.some(({ account }) => account === wanted.name))
    throw new InvalidInputError("unknown_account", `There is no account "${wanted.name}".`);
  return producer.account(wanted.name);
}

const switches = (
  [
    ["account.pause", "pause", (account: string) => `${account} is paused: it starts no new videos.`, "account.resume"],
    [
      "account.drain",
      "drain",
      (account: string) => `${account} is drained: it finishes its videos in flight and starts no others.`,
      "account.resume",
    ],
    ["account.resume", "release", (account: string) => `${account} may start videos again.`, undefined],
  ] as const
).map(([act, to, words, undo]) =>
  defineAct({
    name: act,
    role: "admin",
    audit: act,
    body,
    async run(call) {
      const { identity, body: wanted, tell } = call;
      tell({ about: { account: wanted.name }, ...whyDetails(wanted.why) });
      const control = await controlOf(call);
      await control[to]({ who: identity.who, ...optional({ why: wanted.why }) });
      return {
        told: words(wanted.name),
        ...(undo === undefined ? {} : { undo: { act: undo, body: { name: wanted.name } } }),
      };
    },
  }),
);

const probe = defineAct({
  name: "account.probe",
  role: "admin",
  audit: "account.probe",
  body,
  async run(call) {
    const { identity, body: wanted, tell, refuse } = call;
    tell({ about: { account: wanted.name }, ...whyDetails(wanted.why) });
    const control = await controlOf(call);
    // What a person has stopped is not started by a look whether the provider takes it again.
    if ((await control.probe({ who: identity.who, ...optional({ why: wanted.why }) })) === "paused") {
      refuse("paused");
      return { refused: true, told: `${wanted.name} is paused by a user; resume it instead.` };
    }
    return { told: `${wanted.name} is tried now.` };
  },
});

const set = defineAct({
  name: "account.set",
  role: "admin",
  audit: "account.set",
  body: z.strictObject({ name, max_in_flight: limit, create_per_minute: limit, why }),
  async run(call) {
    const { identity, body: wanted, tell } = call;
    tell({ about: { account: wanted.name }, ...whyDetails(wanted.why) });
    const control = await controlOf(call);
    const before = await control.limits();
    const changed = await control.setLimits(
      optional({ maxInFlight: wanted.max_in_flight, createPerMinute: wanted.create_per_minute }),
      { who: identity.who, ...optional({ why: wanted.why }) },
    );
    tell({ details: changed });
    // What was the workers' own is so again: null, and not the number that it happened to be.
    const undo = {
      name: wanted.name,
      ...(wanted.max_in_flight === undefined ? {} : { max_in_flight: before.maxInFlight ?? null }),
      ...(wanted.create_per_minute === undefined ? {} : { create_per_minute: before.createPerMinute ?? null }),
    };
    return { told: `The limits of ${wanted.name} are changed.`, undo: { act: "account.set", body: undo } };
  },
});

export const ACCOUNT_ACTS: readonly Act[] = [...switches, probe, set];
