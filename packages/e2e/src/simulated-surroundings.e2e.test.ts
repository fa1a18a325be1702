import { expect, test } from "@jest/globals";
import { readFile } from "./__fixtures__/repository.ts";
import { examine, patiently } from "./stand/examine.ts";
import type { HailuoEnd } from "./stand/hailuo-process.ts";
import { startRedisFront } from "@hailuo-queue/testkit";
import { inPairs } from "./stand/in-pairs.ts";
import { startOddRedis } from "./stand/odd-redis.ts";
import { openStand, type Stand } from "./stand/open-stand.ts";

/** The faults as docs/simulator.md tells them: what a doctor and a run say of each. */
const page = readFile("docs/simulator.md");
const OPTIONS = ["redis", "s3", "proxy"] as const;
type Option = (typeof OPTIONS)[number];

interface Row {
  readonly option: Option;
  readonly fault: string;
  readonly doctor: string;
  /** Undefined where it works. */
  readonly run: string | undefined;
}

function rowsOf(option: Option): readonly Row[] {
  const [, table = ""] = page.split(`| \`--${option}\` |`);
  const rows = table
    .slice(0, table.indexOf("\n\n"))
    .matchAll(/^\| `([a-z0-9-]+)` \|.*\| "(.+?)"(?:, or [^|]*)? \| ([^|]+) \|$/gm);
  return [...rows].map(([, fault = "", doctor = "", run = ""]) => ({
    option,
    fault,
    doctor,
    run: run.startsWith("works") ? undefined : run.startsWith("the same") ? doctor : run.replaceAll(/^"|"$/g, ""),
  }));
}

const ROWS = OPTIONS.flatMap(rowsOf);

/** One simulator with these faults beside it; what a command sees of each. */
async function simulate(stand: Stand, words: readonly string[]): Promise<Simulated> {
  const simulated = stand.start(["simulate", "--speed", "1000", "--json", ...words], { env: { TMPDIR: "/tmp" } });
  const { url, redis_url, s3_endpoint, proxy_url } = await simulated.jsonLine(({ type }) => type === "simulator");
  const provider = { MINIMAX_API_KEY: "any", MINIMAX_BASE_URL: String(url) };
  const environments = {
    redis: { REDIS_URL: String(redis_url) },
    s3: {
      S3_ENDPOINT: String(s3_endpoint),
      AWS_ACCESS_KEY_ID: "simulated",
      AWS_SECRET_ACCESS_KEY: "simulated-secret",
      HAILUO_OUT: "s3://hailuo-videos/videos",
    },
    proxy: { HTTP_PROXY: String(proxy_url), MINIMAX_BASE_URL: "http://provider.invalid" },
  };
  return {
    url: String(url),
    env: (options) => Object.assign({ ...provider }, ...options.map((option) => environments[option])) as Environment,
  };
}

type Environment = Readonly<Record<string, string>>;
interface Simulated {
  readonly url: string;
  env(options: readonly Option[]): Environment;
}

async function boughtAt(url: string): Promise<unknown> {
  const stats = (await (await fetch(`${url}/__stats`)).json()) as { readonly accepted: unknown };
  return stats.accepted;
}

/** Those with which nothing can be made, one of each option at a time, so that one doctor looks at three. */
function inThrees(): { readonly name: string; readonly rows: readonly Row[] }[] {
  const [redis = [], s3 = [], proxy = []] = OPTIONS.map((option) =>
    ROWS.filter((row) => row.option === option && row.run !== undefined),
  );
  return redis.map((row, at) => {
    const rows = [row, s3[at], proxy[at]].flatMap((each) => each ?? []);
    return { name: rows.map(({ option, fault }) => `--${option} ${fault}`).join(" "), rows };
  });
}

const said = ({ stdout, stderr }: HailuoEnd): string => `${stdout}\n${stderr}`;

test.concurrent("the page tells every fault that hailuo simulate lists, and no other", async () => {
  await using stand = await openStand();
  const { stdout } = await stand.run(["simulate", "--help"]);
  const listed = OPTIONS.flatMap((option) => {
    const [, list = ""] = stdout.split(`--${option} [fault]:\n`);
    return [...list.slice(0, list.indexOf("\n\n")).matchAll(/^ {2}([a-z0-9-]+) /gm)].map(
      ([, fault]) => `${option} ${fault}`,
    );
  });
  expect(listed.length).toBeGreaterThan(25);
  expect(ROWS.map(({ option, fault }) => `${option} ${fault}`)).toEqual(listed);
});

// Nearly all of the slow one is waiting: it goes on beside the others.
test.concurrent.each([
  ["slowly; doctor says how slowly", "slow"],
  ["as it should be", "none"],
])("each works %s", async (_how, fault) => {
  await using stand = await openStand();
  const { url, env } = await simulate(
    stand,
    OPTIONS.flatMap((option) => [`--${option}`, fault]),
  );
  await stand.write("boats.txt", "a paper boat\n");
  const examined = await examine(stand, { env: env(OPTIONS) });
  for (const row of ROWS.filter((each) => each.fault === fault)) expect(examined.stdout).toContain(row.doctor);
  const made = await stand.run(["run", "boats.txt", "--json"], { env: env(OPTIONS) });
  expect(made.json.at(-1)).toMatchObject({ type: "summary", total: 1, succeeded: 1 });
  expect(await boughtAt(url)).toBe(1);
});

test.concurrent.each(inThrees())(
  "$name: a doctor and a run with each name the cause, and nothing is bought",
  async ({ rows }) => {
    await using stand = await openStand();
    const { url, env } = await simulate(
      stand,
      rows.flatMap(({ option, fault }) => [`--${option}`, fault]),
    );
    await stand.write("boats.txt", "a paper boat\n");
    const isTold = (stdout: string): boolean => rows.every(({ doctor }) => stdout.includes(doctor));
    const examined = await examine(stand, { env: env(rows.map(({ option }) => option)), isTold });
    for (const { doctor } of rows) expect(examined.stdout).toContain(doctor);
    await inPairs(
      rows.map(({ option, run = "" }) => async () => {
        const options = { env: { ...env([option]), HAILUO_STATE_DIR: `state-${option}` } };
        const end = await patiently(
          () => stand.run(["run", "boats.txt", "--yes"], options),
          (output) => output.includes(run),
        );
        expect(end.stderr).toContain(run);
        expect(end.stderr).not.toMatch(/This is a bug|user_script/);
        expect(end.code).toBe(2);
      }),
    );
    expect(await boughtAt(url)).toBe(0);
  },
);

test.concurrent("a run goes on when its Redis is away and back, and says meanwhile what is lost", async () => {
  await using stand = await openStand();
  const redis = await startOddRedis(stand);
  await using front = await startRedisFront({ port: redis.port, as: { kind: "plain" } });
  stand.hold();
  await stand.write("boats.txt", "a paper boat\n");
  const run = stand.start(["run", "boats.txt"], { env: { REDIS_URL: `redis://127.0.0.1:${front.port}` } });
  await run.line((line) => line.includes("1 generating"));
  front.shut();
  const told = await run.line((line) => line.includes("waiting: Redis"));
  expect(told).toMatch(/cannot be used \((connect ECONNREFUSED|the connection is lost|Connection is closed)/);
  expect(told).not.toContain("maxRetriesPerRequest");
  await front.open();
  stand.release();
  expect(await run.ended).toMatchObject({ code: 0, stdout: expect.stringContaining("1 of 1 succeeded") });
  expect(stand.simulator.stats().accepted).toBe(1);
});

test.concurrent("--redis login works with its password, percent-encoded, and without it in a sentence that does not show it", async () => {
  await using stand = await openStand();
  const { env } = await simulate(stand, ["--redis", "login"]);
  const withPassword = (password: string): string =>
    (env(["redis"])["REDIS_URL"] ?? "").replace("//", `//:${password}@`);
  const good = await examine(stand, { env: { ...env([]), REDIS_URL: withPassword("simulated%2Fsecret") } });
  expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining("never evicts data") });
  const bad = await stand.run(["doctor"], { env: { ...env([]), REDIS_URL: withPassword("simulated/secret") } });
  expect(said(bad)).toContain("write %2F for it");
  expect(said(bad)).not.toContain("simulated/secret");
});

test.concurrent("--fault: each download meets what is asked for, a share of calls may, and a wrong name is told with those there are", async () => {
  await using stand = await openStand();
  const { url, env } = await simulate(stand, ["--fault", "downloadOddEncoding", "queryReset=0.1"]);
  await stand.write("boats.txt", "one\ntwo\nthree\nfour\n");
  const made = await stand.run(["run", "boats.txt", "--json"], { env: env([]) });
  expect(made.json.at(-1)).toMatchObject({ type: "summary", succeeded: 4 });
  const stats = (await (await fetch(`${url}/__stats`)).json()) as { readonly faults: Record<string, number> };
  expect(stats.faults["downloadOddEncoding"]).toBe(4);
  const wrong = await stand.run(["simulate", "--fault", "downloadGzipped"]);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringMatching(/no fault "downloadGzipped".*downloadGzip,/) });
  const many = await stand.run(["simulate", "--fault", "downloadGzip=2"]);
  expect(many).toMatchObject({ code: 2, stderr: expect.stringContaining("must be from 0 to 1") });
});
