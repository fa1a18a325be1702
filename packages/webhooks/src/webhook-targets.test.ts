import { describe, expect, test } from "@jest/globals";
import { InvalidInputError } from "@hailuo-queue/contracts";
import { type NameResolver, TooManyLookupsError } from "@hailuo-queue/outbound";
import { createWebhookTargets } from "./webhook-targets.ts";

const ZONE: Readonly<Record<string, readonly string[]>> = {
  "public.example": ["93.184.216.34"],
  "inside.example": ["10.0.0.7"],
  "half.example": ["93.184.216.34", "10.0.0.7"],
  "metadata.example": ["169.254.169.254"],
  "mapped.example": ["::ffff:10.0.0.7"],
  localhost: ["127.0.0.1"],
  "other.example": ["93.184.216.34"],
};

interface World {
  readonly targets: ReturnType<typeof createWebhookTargets>;
  /** What each refusal was held back for. */
  readonly pauses: number[];
}

/** Each look-up takes as long as its name says, by a clock of its own. */
function openWorld(
  options: { readonly allowPrivateHosts?: boolean; readonly lookupMs?: number; readonly busy?: boolean } = {},
): World {
  let nowMs = 0;
  const pauses: number[] = [];
  const resolver: NameResolver = {
    addressesOf: async (host) => {
      if (options.busy === true) throw new TooManyLookupsError("busy");
      nowMs += options.lookupMs ?? 0;
      return (ZONE[host] ?? (/^[\d.:a-f]+$/.test(host) ? [host] : [])).map((address) => ({
        address,
        family: address.includes(":") ? 6 : 4,
      }));
    },
  };
  const targets = createWebhookTargets({
    resolver,
    allowPrivateHosts: options.allowPrivateHosts ?? false,
    now: () => nowMs,
    pause: async (ms) => void pauses.push(ms),
  });
  return { targets, pauses };
}

async function refusalOf(world: World, url: string): Promise<string> {
  const error: unknown = await world.targets.check(url, "acme").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(error).toMatchObject({ code: "bad_webhook" });
  return (error as Error).message;
}

const ONE_SENTENCE = "The webhook cannot be called: its host does not lead to a public address.";

describe("a target that is refused for its address", () => {
  test.each([
    "http://127.0.0.1/",
    "http://10.0.0.8/hook",
    "http://169.254.169.254/latest/meta-data",
    "http://168.63.129.16/",
    "http://0/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.0.1./",
    "http://[::]/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a00:1]/",
    "http://[::ffff:0:a00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
    "http://localhost/",
    "http://localhost./",
    "http://LOCALHOST:8080/",
    "http://hook.localhost/",
    "http://a.b.LocalHost./",
    "http://localhost.localdomain/",
    "http://１２７.0.0.1/",
    "http://inside.example/",
    "http://half.example/",
    "http://metadata.example/",
    "http://mapped.example/",
    "http://nobody.example/",
    `http://${"a".repeat(300)}.example/`,
  ])("%s reads the same as every other", async (url) => {
    expect(await refusalOf(openWorld(), url)).toBe(ONE_SENTENCE);
  });

  test.each([
    ["inside.example", 1],
    ["nobody.example", 40],
    ["metadata.example", 700],
    ["nobody.example", 3000],
  ])("is told of after the same time: %s, looked up in %d ms", async (host, lookupMs) => {
    const world = openWorld({ lookupMs });
    await refusalOf(world, `https://${host}/`);
    expect(world.pauses.map((ms) => ms + lookupMs)).toEqual([3100]);
  });

  test.each(["http://169.254.169.254/", "http://[fe80::1]/", "http://metadata.example/"])(
    "%s stays so where private addresses are allowed",
    async (url) => {
      expect(await refusalOf(openWorld({ allowPrivateHosts: true }), url)).toMatch(
        /does not lead to an address that may be called/,
      );
    },
  );

  test("is told of the same way in the list of deliveries", async () => {
    const { targets } = openWorld();
    for (const host of ["inside.example", "nobody.example", "127.0.0.1", "localhost"])
      expect(await targets.find(`http://${host}/`, "acme")).toMatchObject({
        fault: "its host does not lead to a public address",
      });
  });
});

test.each([
  ["ftp://public.example/", /neither http nor https/],
  ["file:///etc/passwd", /neither http nor https/],
  ["no url", /not a URL/],
  ["http://user:secret@public.example/token", /user name or password/],
  [`http://public.example/${"a".repeat(2048)}`, /2070 characters, allowed are 2048/],
  ["http://public.example:25/", /port 25 /],
  ["https://public.example:6379/", /port 6379 /],
  ["http://93.184.216.34:22/", /port 22 /],
])("%s is refused for how it is written, at once, and without what it holds", async (url, reason) => {
  const world = openWorld();
  const refusal = await refusalOf(world, url);
  expect(refusal).toMatch(reason);
  expect(refusal).not.toMatch(/secret|token|passwd/);
  expect(world.pauses).toEqual([]);
});

test("names that lead to one address and port are one endpoint; another port is another", async () => {
  const { targets } = openWorld();
  const placeOf = async (url: string): Promise<string | undefined> => {
    const answer = await targets.find(url, "acme");
    return "found" in answer ? answer.found.endpoint : undefined;
  };
  expect(await placeOf("https://public.example/")).toBe("93.184.216.34:443");
  expect(await placeOf("https://other.example/a")).toBe("93.184.216.34:443");
  expect(await placeOf("http://other.example/a")).toBe("93.184.216.34:80");
  expect(await placeOf("http://[2606:2800:220:1::1]/")).toBe(await placeOf("http://[2606:2800:220:1:9::7]/"));
});

test("too many look-ups are no fault of the target", async () => {
  const { targets, pauses } = openWorld({ busy: true });
  await expect(targets.check("https://public.example/", "acme")).rejects.toBeInstanceOf(TooManyLookupsError);
  expect(pauses).toEqual([]);
});
