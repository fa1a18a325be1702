import { type FaultsArguments, parseArguments, USAGE } from "./parse-arguments.ts";
import { runCampaigns } from "./run-campaigns.ts";

const wanted = readArguments();
if (wanted !== undefined) {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  const { kept } = await runCampaigns(wanted, {
    path: process.env["PATH"] ?? "",
    print: (line) => console.log(line),
    note: (line) => console.error(line),
  });
  process.exit(kept ? 0 : 1);
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
