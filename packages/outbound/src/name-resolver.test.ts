import { expect, test } from "@jest/globals";
import { once } from "node:events";
import { createNameResolver, type LookupLimits, TooManyLookupsError } from "./name-resolver.ts";
import { type NameServer, openNameServer, type Zone } from "./__fixtures__/name-server.ts";
import { parseHosts } from "./hosts-file.ts";
import { candidateNames, parseSearchRules } from "./search-domains.ts";

const LIMITS: LookupLimits = {
  lookupMs: 500,
  maxAtOnce: 20,
  maxOfCaller: 5,
  keptMs: 1000,
  keptFailedMs: 100,
  maxKept: 3,
  maxAddresses: 64,
};

async function openResolver(
  zone: Zone,
  options: { readonly limits?: Partial<LookupLimits>; readonly now?: () => number } = {},
) {
  const server = await openNameServer(zone);
  const { limits = {}, ...rest } = options;
  const resolver = createNameResolver({
    limits: { ...LIMITS, ...limits },
    servers: [server.address],
    hosts: () => [],
    ...rest,
  });
  const namesOf = async (host: string, caller = "studio"): Promise<readonly string[]> =>
    (await resolver.addressesOf(host, caller)).map(({ address }) => address);
  return { server, resolver, namesOf, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function untilAsked(server: NameServer, count: number): Promise<void> {
  while (server.asked.length < count) await once(server.heard, "asked");
}

test("a name leads to its addresses, whatever its case and with a dot at its end; an address leads to itself", async () => {
  await using world = await openResolver({ "hooks.example": ["93.184.216.34", "93.184.216.35"] });
  for (const host of ["hooks.example", "HOOKS.Example", "hooks.example."])
    expect(await world.namesOf(host)).toEqual(["93.184.216.34", "93.184.216.35"]);
  expect(await world.namesOf("192.0.2.1")).toEqual(["192.0.2.1"]);
  expect(await world.namesOf("2001:4860::1")).toEqual(["2001:4860::1"]);
});

test("a name is found whose server answers for IPv4 and never for IPv6", async () => {
  await using world = await openResolver(
    { "hooks.example": { onlyV4: ["93.184.216.34"] } },
    { limits: { lookupMs: 60_000 } },
  );
  expect(await world.namesOf("hooks.example")).toEqual(["93.184.216.34"]);
});

test("a name that does not exist, does not answer, goes round in a circle or leads to a crowd leads nowhere, all alike", async () => {
  const crowd = Array.from({ length: 65 }, (_value, at) => `93.184.1.${at}`);
  await using world = await openResolver({
    "silent.example": "silent",
    "circle.example": { cname: "circle.example" },
    "crowd.example": crowd,
  });
  for (const host of ["nobody.example", "silent.example", "circle.example", "crowd.example"])
    expect(await world.namesOf(host)).toEqual([]);
});

test.each([
  "a b.example",
  "a..example",
  "-a.example",
  `${"a".repeat(64)}.example`,
  `${"a.".repeat(130)}example`,
  "a\\046b.example",
  ".",
  "",
])("nobody is asked for %j, which is no name of a host", async (host) => {
  await using world = await openResolver({});
  expect(await world.namesOf(host)).toEqual([]);
  expect(world.server.asked).toEqual([]);
});

test("names that do not answer hold up no other name, neither of others nor of their own caller", async () => {
  const zone = Object.fromEntries(
    Array.from({ length: 4 }, (_value, at) => [`silent${at}.example`, "silent" as const]),
  );
  await using world = await openResolver(
    { ...zone, "hooks.example": ["93.184.216.34"], "more.example": ["93.184.216.35"] },
    { limits: { lookupMs: 5000 } },
  );
  let wereWaiting: boolean;
  // While the process stands still for long, those that do not answer may end, too.
  do {
    let ended = 0;
    const silent = Object.keys(zone).map(async (host) => {
      await world.namesOf(host, "hostile");
      ended += 1;
    });
    await untilAsked(world.server, 4);
    expect(await world.namesOf("hooks.example", "studio")).toEqual(["93.184.216.34"]);
    expect(await world.namesOf("more.example", "hostile")).toEqual(["93.184.216.35"]);
    wereWaiting = ended === 0;
    await Promise.all(silent);
  } while (!wereWaiting);
});

test("a caller has so many look-ups at once and no more, and has them again when they are over", async () => {
  const zone = Object.fromEntries(
    Array.from({ length: 6 }, (_value, at) => [`silent${at}.example`, "silent" as const]),
  );
  await using world = await openResolver({ ...zone, "hooks.example": ["93.184.216.34"] });
  const silent = Object.keys(zone)
    .slice(0, 5)
    .map((host) => world.namesOf(host, "hostile"));
  await expect(world.namesOf("silent5.example", "hostile")).rejects.toBeInstanceOf(TooManyLookupsError);
  expect(await world.namesOf("hooks.example", "studio")).toEqual(["93.184.216.34"]);
  await Promise.all(silent);
  expect(await world.namesOf("silent5.example", "hostile")).toEqual([]);
});

test("all callers together have so many look-ups at once and no more", async () => {
  const zone = Object.fromEntries(
    Array.from({ length: 4 }, (_value, at) => [`silent${at}.example`, "silent" as const]),
  );
  await using world = await openResolver(zone, { limits: { maxAtOnce: 3 } });
  const silent = [0, 1, 2].map((at) => world.namesOf(`silent${at}.example`, `tenant${at}`));
  await expect(world.namesOf("silent3.example", "tenant3")).rejects.toBeInstanceOf(TooManyLookupsError);
  await Promise.all(silent);
});

test("who asks for a name that is being looked up shares the answer; it is asked for anew when its time is over", async () => {
  let nowMs = 0;
  await using world = await openResolver({ "hooks.example": ["93.184.216.34"] }, { now: () => nowMs });
  await Promise.all([world.namesOf("hooks.example"), world.namesOf("hooks.example")]);
  await world.namesOf("hooks.example");
  expect(world.server.asked).toHaveLength(1);
  nowMs = 1001;
  await world.namesOf("hooks.example");
  expect(world.server.asked).toHaveLength(2);
});

test("so many names are kept in memory, the newest", async () => {
  const zone = Object.fromEntries(["a", "b", "c", "d"].map((name) => [`${name}.example`, ["93.184.216.34"]]));
  await using world = await openResolver(zone, { now: () => 0 });
  for (const name of Object.keys(zone)) await world.namesOf(name);
  await world.namesOf("d.example");
  expect(world.server.asked).toHaveLength(4);
  await world.namesOf("a.example");
  expect(world.server.asked).toHaveLength(5);
});

test("names of the hosts file lead where it says, and localhost to this machine", async () => {
  const known = parseHosts(
    "127.0.0.1 localhost\n10.0.0.7\treceiver  Receiver.Local # ours\nfe80::1%eth0 odd\nno-address name\n10.0.0.8 receiver",
  );
  expect(known.get("receiver")).toEqual(["10.0.0.7", "10.0.0.8"]);
  expect(known.get("receiver.local")).toEqual(["10.0.0.7"]);
  expect(known.get("name")).toBeUndefined();
  const resolver = createNameResolver({ limits: LIMITS, servers: ["127.0.0.1:9"] });
  expect((await resolver.addressesOf("localhost", "studio")).map(({ address }) => address)).toContain("127.0.0.1");
});

test("short names are searched in the domains of resolv.conf", () => {
  const rules = parseSearchRules(
    "nameserver 10.0.0.10\nsearch jobs.svc.cluster.local svc.cluster.local\noptions ndots:5 timeout:1\n",
  );
  expect(candidateNames("receiver.web", rules)).toEqual([
    "receiver.web.jobs.svc.cluster.local",
    "receiver.web.svc.cluster.local",
    "receiver.web",
  ]);
  expect(candidateNames("receiver.web.", rules)).toEqual(["receiver.web"]);
  expect(candidateNames("hooks.example", parseSearchRules("search a.example"))).toEqual([
    "hooks.example",
    "hooks.example.a.example",
  ]);
});
