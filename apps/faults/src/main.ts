import { existsSync } from "node:fs";
import { optional } from "@hailuo-queue/contracts";
import { type FaultsArguments, parseArguments, USAGE } from "./parse-arguments.ts";
import { runCampaigns } from "./run-campaigns.ts";

const wanted = readArguments();
if (wanted !== undefined) {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  const { kept } = await runCampaigns(wanted, {
    path: process.env["PATH"] ?? "",
    ...optional({ browser: findBrowser(process.env["HAILUO_TEST_CHROMIUM"]) }),
    print: (line) => console.log(line),
    note: (line) => console.error(line),
  });
  process.exit(kept ? 0 : 1);
}

/** The one that is named, else where Debian's package puts it. */
function findBrowser(named: string | undefined): string | undefined {
  return [named, "/usr/bin/chromium"].find((path) => path !== undefined && path !== "" && existsSync(path));
}

function readArguments(): FaultsArguments | undefined {
  try {
    return parseArguments(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}
