import { expect, test } from "@jest/globals";
import { parseCommandStats } from "./redis-meter.ts";

test("every command of INFO commandstats is read, subcommands too", () => {
  const text = [
    "# Commandstats",
    "cmdstat_evalsha:calls=200,usec=5000000,usec_per_call=25000.00,rejected_calls=0,failed_calls=0",
    "cmdstat_client|setinfo:calls=3,usec=6,usec_per_call=2.00,rejected_calls=0,failed_calls=0",
    "",
  ].join("\r\n");
  expect(parseCommandStats(text)).toEqual([
    { name: "evalsha", calls: 200, seconds: 5 },
    { name: "client|setinfo", calls: 3, seconds: 0.000006 },
  ]);
});
