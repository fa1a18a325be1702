import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { FaultName } from "@hailuo-queue/simulator";
import { jsonLines, openStand } from "./stand/open-stand.ts";
import { readResults } from "./stand/stored-videos.ts";

const PICTURES = ["a", "b"].map((name) => ({
  model: "MiniMax-Hailuo-2.3",
  prompt: `a cat named ${name}`,
  image_url: `https://example.com/${name}.png`,
}));

async function runWith(fault: FaultName, env: Readonly<Record<string, string>> = {}) {
  await using stand = await openStand({
    dialects: ["minimax-v1"],
    lifetime: { fixedMs: 200 },
    faults: { script: [{ nth: 1, fault }] },
  });
  const file = await stand.write("cats.jsonl", jsonLines(PICTURES));
  const { code } = await stand.run(["run", file, "--json", "--max-in-flight", "1"], { env });
  const results = await readResults(join(stand.directory, "videos"));
  const { accepted, faults } = stand.simulator.stats();
  const told = results
    .filter(({ state }) => state !== "succeeded")
    .map(({ state, error }) => [state, error?.code, error?.message]);
  return { code, accepted, told, met: faults[fault] };
}

test("a picture that is refused once passes with the second try, where the user asked for one", async () => {
  expect(await runWith("create1026", { HAILUO_FLAGGED_PICTURE: "try_again" })).toEqual({
    code: 0,
    accepted: 2,
    told: [],
    met: 1,
  });
});

test.each([
  ["create1026", "prompt_flagged", /内容审核未通过/],
  ["create1000DisallowedUrl", "media_url_refused", /disallowed image url/],
  ["create2013AspectRatio", "invalid_parameters", /aspect ratio not between/],
] as const)(
  "%s: that generation fails, with the provider's words, and the other is made",
  async (fault, code, words) => {
    const end = await runWith(fault);
    expect(end).toMatchObject({ code: 1, accepted: 1, told: [["failed", code, expect.stringMatching(words)]], met: 1 });
  },
);

test("a task that the provider does not know for once is asked for again", async () => {
  expect(await runWith("queryNotFound")).toEqual({ code: 0, accepted: 2, told: [], met: 1 });
});
