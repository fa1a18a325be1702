import type { ProviderAccount } from "@hailuo-queue/contracts";
import { openWayOut, readAccounts, storeOptions } from "@hailuo-queue/runtime";
import { openObjectStore } from "@hailuo-queue/storage";
import { colorsFor, type Colors } from "../colors.ts";
import { checkAccounts } from "../doctor/check-accounts.ts";
import { checkCallbacks } from "../doctor/check-callbacks.ts";
import { checkNode } from "../doctor/check-node.ts";
import { checkProvider } from "../doctor/check-provider.ts";
import { checkRoads } from "../doctor/check-roads.ts";
import { checkRedis } from "../doctor/check-redis.ts";
import { type CheckResult, checkWithin } from "../doctor/check-result.ts";
import { slowness } from "../doctor/slowness.ts";
import { checkSettings, type SkippableCheck } from "../doctor/check-settings.ts";
import { type DoctorSettings, readDoctorSettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { asOneLine, padWidth } from "../progress/display-text.ts";
import { printJson, printSentence, type Shell } from "../shell.ts";
import { retell, say } from "../words/say.ts";

/** With a moment for closing, all of it ends within 5 s when services are away. */
const CHECK_LIMIT_MS = 4500;
/** For a file of a few bytes that is written, read and deleted. */
const SLOW_STORAGE_MS = 2500;
/** Finding credentials, writing, reading, deleting, and a moment. */
const STORAGE_CALLS = 5;

/** Checks all that a deployment needs, at once, and says what to do about what is not right. */
export async function doctor({ json }: { readonly json: boolean }, shell: Shell): Promise<ExitCode> {
  const { results: faults, env, skipped } = checkSettings(shell.env);
  const settings = readDoctorSettings(env);
  const wayOut = openWayOut(settings);
  const unless = (check: SkippableCheck, run: () => Promise<readonly CheckResult[]>): Promise<readonly CheckResult[]> =>
    skipped.has(check) ? Promise.resolve([]) : run();
  const services = (
    await Promise.all([
      unless("redis", () => checkWithin("redis", CHECK_LIMIT_MS, () => lookAtRedis(settings, { ...shell, env }))),
      // It has a limit for each of its calls, of which one is waited for when storage is away.
      unless("storage", () =>
        checkWithin("storage", STORAGE_CALLS * settings.S3_CALL_TIMEOUT_MS, (signal) => checkStorage(settings, signal)),
      ),
      unless("provider", () => checkProvider(settings, env, { limitMs: CHECK_LIMIT_MS, wayOut })),
      unless("provider", () =>
        checkWithin("downloads", CHECK_LIMIT_MS, (signal) => checkRoads(settings, env, { wayOut, signal })),
      ),
      unless("callbacks", () =>
        checkWithin("callbacks", CHECK_LIMIT_MS, async (signal) =>
          checkCallbacks(await configuredAccounts(settings, env), settings.HAILUO_CALLBACK_URL, signal),
        ),
      ),
    ])
  ).flat();
  const results = [checkNode(shell.nodeVersion), ...faults, ...services];
  const colors = colorsFor(shell.stdout, shell.env);
  for (const result of results) {
    if (json) printJson(shell.stdout, { type: "check", ...result });
    else printSentence(shell.stdout, renderCheck(result, colors), { indent: WHAT_WIDTH + 8 });
  }
  const usable = results.every((result) => result.status !== "fail");
  if (json) printJson(shell.stdout, { type: "doctor", usable });
  return usable ? EXIT.allSucceeded : EXIT.unusable;
}

async function lookAtRedis(settings: DoctorSettings, shell: Shell): Promise<readonly CheckResult[]> {
  const { REDIS_URL: redisUrl, HAILUO_PREFIX: prefix, HAILUO_STATE_DIR: stateDirectory } = settings;
  const found = await checkRedis(redisUrl, { prefix, stateDirectory });
  return redisUrl === undefined ? found : [...found, ...(await checkAccounts(shell))];
}

/** What is wrong with them is told by the check of the provider. */
async function configuredAccounts(settings: DoctorSettings, env: Shell["env"]): Promise<readonly ProviderAccount[]> {
  return readAccounts(settings, env).then(
    ({ configured }) => configured,
    () => [],
  );
}

async function checkStorage(settings: DoctorSettings, signal: AbortSignal): Promise<readonly CheckResult[]> {
  const store = openObjectStore(settings.HAILUO_OUT, storeOptions(settings));
  try {
    const startedAt = performance.now();
    await store.check(signal);
    const slow = slowness(performance.now() - startedAt, SLOW_STORAGE_MS);
    const detail = say`${store.location} can be written, read and deleted`;
    if (slow === undefined) return [{ status: "ok", what: "storage", detail }];
    const cure = say`videos are stored slowly; more at once help (HAILUO_DOWNLOAD_CONCURRENCY)`;
    return [{ status: "warn", what: "storage", detail: say`${detail}, but slowly: ${slow} for three calls`, cure }];
  } finally {
    await store.close();
  }
}

const WHAT_WIDTH = 17;
const statusWords = (): Readonly<Record<CheckResult["status"], string>> => ({
  ok: say`ok`,
  warn: say`warn`,
  fail: say`FAIL`,
});

export function renderCheck(result: CheckResult, colors: Colors): string {
  const paint = { ok: colors.green, warn: colors.yellow, fail: colors.red }[result.status];
  const cure = result.cure === undefined ? "" : ` -> ${retell(result.cure)}`;
  return (
    `${paint(padWidth(statusWords()[result.status], 4))}  ` +
    `${padWidth(retell(result.what), WHAT_WIDTH)}  ` +
    `${asOneLine(retell(result.detail))}${cure}`
  );
}
