import type { AuditTold, AccountControl, AccountUsage, LiveLimits } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { checkLimits, drainAccount, listAccounts, probeAccount, resumeAccount, setLimits } from "./accounts.ts";

const usage: AccountUsage = {
  account: "main",
  slotsUsed: 2,
  slotsAllowed: 8,
  createWindowUsed: 3,
  createPerMinute: 20,
  windows: [{ callType: "create", limit: 20, windowMs: 60_000, used: 3 }],
  backlog: 7,
};

const tolds: AuditTold[] = [];

/** Two accounts, and what was done to them. */
function openWorld() {
  const done: [account: string, what: string, limits?: LiveLimits][] = [];
  const control = (name: string): AccountControl => ({
    setLimits: async (limits) => {
      done.push([name, "set", limits]);
      return { maxInFlight: "5 -> 8" };
    },
    pause: async () => void done.push([name, "pause"]),
    drain: async () => void done.push([name, "drain"]),
    release: async () => void done.push([name, "release"]),
    probe: async () => {
      if (name === "second") return "paused";
      done.push([name, "probe"]);
      return "probed";
    },
    limits: async () => ({}),
    changes: async () =>
      name === "main" ? [{ at: 0, who: "ada@host", what: "maxInFlight 5 -> 8", why: "new contract" }] : [],
  });
  const accounts = [usage, { ...usage, account: "second", draining: true as const, windows: [] }];
  return { done, producer: { account: control, overview: async () => ({ counts: {} as never, accounts }) } };
}

test("list shows state, slots, the calls of the minute or that they are not limited, and the last change", async () => {
  const shell = createCapturedShell();
  await listAccounts(openWorld().producer, { json: false }, shell);
  expect(shell.outLines()).toEqual([
    expect.stringMatching(/^account +state +slots +creates\/min +queries\/min +files\/min +other windows$/),
    expect.stringMatching(/^main +active +2\/8 +3\/20 +- +- +-$/),
    expect.stringMatching(/^ +backlog 7 · last change maxInFlight 5 -> 8 by ada@host,$/),
    expect.stringMatching(/^ +1970-.*\(new contract\)$/),
    expect.stringMatching(/^second +draining +2\/8 +- +- +- +-$/),
    "    backlog 7",
  ]);
});

test("set changes what is named and nothing else, and default goes back", async () => {
  const { done, producer } = openWorld();
  await setLimits(
    { producer, tell: (told) => void tolds.push(told) },
    { name: "main", queryPerMinute: 300, maxInFlight: "default", json: true },
    createCapturedShell(),
  );
  expect(done).toEqual([["main", "set", { maxInFlight: null, queryPerMinute: 300 }]]);
  expect(() => checkLimits({})).toThrow(
    /--max-in-flight N, --create-per-minute N, --query-per-minute N, --files-per-minute N/,
  );
});

test("drain and resume reach the account, and an unknown one is refused with the known ones", async () => {
  const { done, producer } = openWorld();
  const shell = createCapturedShell();
  await drainAccount(producer, { name: "second", json: true }, shell);
  await resumeAccount(producer, { name: "second", json: true }, shell);
  expect(done).toEqual([
    ["second", "drain"],
    ["second", "release"],
  ]);
  await expect(drainAccount(producer, { name: "third", json: true }, shell)).rejects.toThrow(
    'There is no account "third"; there is main, second.',
  );
});

test("probe tries an account again, and says of a drained one that it has to be resumed", async () => {
  const { done, producer } = openWorld();
  const shell = createCapturedShell();
  await probeAccount(producer, { name: "main", json: true }, shell);
  await expect(probeAccount(producer, { name: "second", json: true }, shell)).rejects.toThrow(
    "hailuo accounts resume second",
  );
  expect(done).toEqual([["main", "probe"]]);
});
