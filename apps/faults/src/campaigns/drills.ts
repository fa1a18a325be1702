import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "@hailuo-queue/local";
import type { SimulatorSettings } from "@hailuo-queue/simulator";
import { type Browser, chromium, type Page } from "playwright-core";
import type { Campaign, CampaignPart, CampaignWorld, Finding } from "../campaign.ts";
import { type Drill, type DrillWorld, LackingError } from "../drills/drill.ts";
import { DRILLS } from "../drills/drills.ts";
import { explain } from "../judge/part-or-error.ts";
import { inRepository } from "../places.ts";
import { endWithUs } from "../processes/end-with-us.ts";
import { openGateway } from "../stand/gateway.ts";
import { openStand } from "../stand/stand.ts";
import { until } from "../stand/until.ts";

const PASSWORD = "drill";
/** Within so long the page should name what is wrong. It is measured and told: a slow machine breaks no promise. */
const NAMED_WITHIN_MS = 15_000;
/** Against hanging only. */
const LIMIT_MS = 300_000;

/** Each kind of trouble once, as the one on call meets it: in the page of the console, in a real browser. */
export const drillsCampaign: Campaign = {
  name: "drills",
  limitSeconds: { short: 2400, full: 4800 },
  async run(world) {
    const { browser: executablePath } = world;
    if (executablePath === undefined)
      return [{ name: "drills", findings: [], figures: {}, skipped: "no chromium (HAILUO_TEST_CHROMIUM names one)" }];
    const browser = await chromium.launch({
      executablePath,
      args: ["--headless", "--no-sandbox", "--disable-gpu"],
    });
    const parts: CampaignPart[] = [];
    try {
      for (const drill of DRILLS)
        if (!world.short || drill.inShort === true) parts.push(await runDrill(world, browser, drill));
    } finally {
      await browser.close();
    }
    return parts;
  },
};

async function runDrill(world: CampaignWorld, browser: Browser, drill: Drill): Promise<CampaignPart> {
  const { name, environment = {}, simulated = {}, stages, causes, says, out = "s3" } = drill;
  await using stand = await openStand({
    world,
    name: name.replaceAll(" ", "-"),
    simulated: { speed: 50, ...simulated },
    maxInFlight: 4,
    createPerMinute: 600,
    // A simulator that has no processor loses no answers.
    environment: { MINIMAX_TIMEOUT_MS: "120000", ...environment },
    out,
  });
  const producer = await stand.openProducer();
  stand.use({ [Symbol.asyncDispose]: () => producer.close() });
  const redisGateway = stand.use(await openGateway(Number(new URL(stand.redisUrl).port)));
  const away = new URL(stand.redisUrl);
  away.host = new URL(redisGateway.url).host;
  const url = await startDashboard({ ...stand.environment, REDIS_URL: away.href }, stand.directory, stand.use);
  stand.startFleet(1, stages);
  const page = await browser.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  const drillWorld: DrillWorld = {
    stand: { ...stand, redisGateway },
    producer,
    page,
    startWorkers: (wanted) => void stand.startFleet(1, wanted),
    configure: (settings) => configure(stand.simulatorUrl, settings),
  };
  const findings: Finding[] = [];
  const figures: Record<string, string | number> = {};
  try {
    await signIn(page, url);
    await until("the stand works", async () => (await producer.fleet()).workers.length > 0, { limitMs: LIMIT_MS });
    await drill.make(drillWorld);
    const startedAt = performance.now();
    const named =
      causes === undefined
        ? page.getByText(says ?? /./)
        : page.locator(causes.map((cause) => `[data-cause=${cause}]`).join(","));
    await named.first().waitFor();
    const tookMs = performance.now() - startedAt;
    world.note(`drills: ${name}: named after ${(tookMs / 1000).toFixed(1)} s`);
    figures["named after"] = `${(tookMs / 1000).toFixed(1)} s${tookMs > NAMED_WITHIN_MS ? " (more than 15 s)" : ""}`;
    figures["named as"] = (await named.first().innerText()).split("\n")[0] ?? "";
    findings.push({ promise: "the page names it", kept: true, seen: figures["named as"] });
    await drill.mend(drillWorld);
    await until("it is mended", () => drill.isMended(drillWorld), { limitMs: LIMIT_MS });
    findings.push({ promise: "it is mended", kept: true, seen: MENDED[drill.mendedIn] });
  } catch (error) {
    if (error instanceof LackingError) return { name, findings: [], figures, skipped: error.message };
    stand.keepDirectory();
    await page.screenshot({ path: join(stand.directory, "page.png"), fullPage: true }).catch(() => undefined);
    const promise = findings.length === 0 ? "the page names it" : "it is mended";
    findings.push({ promise, kept: false, seen: explain(error) });
  } finally {
    await page.close();
  }
  return { name, findings, figures };
}

const MENDED = {
  page: "from the page alone",
  elsewhere: "elsewhere: the page says what to do, and that it is over",
  both: "its cause elsewhere, its rest from the page",
} as const;

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("Password of the dashboard, or an API key").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator("#live.good").waitFor();
}

async function configure(simulatorUrl: string, settings: SimulatorSettings): Promise<void> {
  const reply = await fetch(`${simulatorUrl}/__configure`, { method: "POST", body: JSON.stringify(settings) });
  if (!reply.ok) throw new Error(`The simulator answered ${reply.status}: ${await reply.text()}`);
}

async function startDashboard(
  environment: Readonly<Record<string, string>>,
  directory: string,
  use: <Resource extends AsyncDisposable>(resource: Resource) => Resource,
): Promise<string> {
  const port = await freePort();
  const log = openSync(join(directory, "dashboard.log"), "a");
  const child = spawn(process.execPath, [inRepository("apps/dashboard/dist/main.js")], {
    env: {
      ...environment,
      HAILUO_DASHBOARD_HOST: "127.0.0.1",
      HAILUO_DASHBOARD_PASSWORD: PASSWORD,
      HAILUO_DASHBOARD_PORT: String(port),
    },
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  endWithUs(child);
  const ended = once(child, "exit");
  use({
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await until(
    "the dashboard answers",
    async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok === true,
    {
      limitMs: LIMIT_MS,
    },
  );
  return url;
}
