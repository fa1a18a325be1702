import type { ApiKey } from "@hailuo-queue/access";
import { WRONG_KEY_LIMITS } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { createKeyGuard } from "./key-guard.ts";

const { perAddress, perAddressPerSecond, perKey, idsMs } = WRONG_KEY_LIMITS;
const ADDRESS = "203.0.113.7";
const tokenOf = (id: number, secret = "s"): string => `hq_${String(id).padStart(16, "0")}_${secret.padEnd(43, "s")}`;

/** Keys with the ids 1 to 3, and how often they were looked up. */
function openGuard() {
  let ms = 1_000_000;
  const counts = { lookups: 0, reads: 0 };
  const good = new Map(
    [1, 2, 3].map((id) => [tokenOf(id), { id: String(id), tenant: "t", role: "read", createdAt: 0 } as ApiKey]),
  );
  const ids = [...good.keys()].map((token) => token.split("_")[1] ?? "");
  const guard = createKeyGuard({
    now: () => ms,
    keys: {
      verify: async (token) => {
        counts.lookups += 1;
        return good.get(token);
      },
      ids: async () => {
        counts.reads += 1;
        return new Set(ids);
      },
    },
  });
  const add = (id: number): void => {
    good.set(tokenOf(id), { id: String(id), tenant: "t", role: "read", createdAt: 0 });
    ids.push(tokenOf(id).split("_")[1] ?? "");
  };
  const admit = async (token: string, address = ADDRESS): Promise<string> => {
    try {
      return (await guard.admit(token, address)) === undefined ? "nobody" : "in";
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  return { admit, add, counts, pass: (by: number) => (ms += by) };
}

async function flood(admit: (token: string) => Promise<string>, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) await admit(tokenOf(1_000_000 + at));
}

test("ten thousand wrong keys of one address cost so many look-ups and one read of the ids", async () => {
  const { admit, counts } = openGuard();
  await flood(admit, 10_000);
  expect(counts).toEqual({ lookups: perAddress, reads: 1 });
  expect(await admit(tokenOf(77))).toBe("too_many_wrong_keys");
});

test("a good key goes on behind an address that floods, also one that was never seen here", async () => {
  const { admit, counts } = openGuard();
  await flood(admit, 10_000);
  expect([await admit(tokenOf(1)), await admit(tokenOf(2)), await admit(tokenOf(3))]).toEqual(["in", "in", "in"]);
  expect(counts.lookups).toBe(perAddress + 3);
});

test("a key that is made while an address floods is good within seconds", async () => {
  const { admit, add, pass } = openGuard();
  await flood(admit, 10_000);
  add(9);
  expect(await admit(tokenOf(9))).toBe("too_many_wrong_keys");
  pass(idsMs);
  await flood(admit, 1000);
  expect(await admit(tokenOf(9))).toBe("in");
});

test("another address is judged as ever, and the flooding one again after a while", async () => {
  const { admit, pass } = openGuard();
  await flood(admit, 1000);
  expect(await admit(tokenOf(77), "198.51.100.1")).toBe("nobody");
  pass(1000);
  const after = [];
  for (let at = 0; at <= perAddressPerSecond; at += 1) after.push(await admit(tokenOf(77)));
  expect(after).toEqual([...Array.from({ length: perAddressPerSecond }, () => "nobody"), "too_many_wrong_keys"]);
});

test("who knows an id without its secret keeps nobody out who has used the key here", async () => {
  const { admit, counts } = openGuard();
  expect(await admit(tokenOf(1))).toBe("in");
  await flood(admit, 1000);
  const before = counts.lookups;
  for (let at = 0; at < 1000; at += 1) await admit(tokenOf(1, "wrong"));
  expect(counts.lookups - before).toBe(perKey);
  expect(await admit(tokenOf(1))).toBe("in");
});

test("right keys are not counted, however many, and a text that is no key costs nothing", async () => {
  const { admit, counts } = openGuard();
  for (let at = 0; at < perAddress * 3; at += 1) expect(await admit(tokenOf(1))).toBe("in");
  expect([await admit("hq_x"), await admit(tokenOf(77))]).toEqual(["nobody", "nobody"]);
  expect(counts).toEqual({ lookups: perAddress * 3 + 1, reads: 0 });
});
