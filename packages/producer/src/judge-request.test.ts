import { describe, expect, test } from "@jest/globals";
import { INPUT_LIMITS, type KeptInput, REGENERATION_MODEL } from "@hailuo-queue/contracts";
import { judgeRequest, lookUpInputs } from "./judge-request.ts";

const nothing = (): undefined => undefined;

describe("by whatever name a field comes", () => {
  const names = ["source_task_id", "sourceTaskId", "source_task", "Source Task ID", "SOURCEID"];

  test.each(names)("a caller who may not name a task is refused one as %s", (name) => {
    const request = { model: REGENERATION_MODEL, [name]: "424242" };
    expect(judgeRequest(request, nothing, "none")).toMatchObject({
      ok: false,
      faults: [{ field: "source_task_id", value: "424242" }],
    });
    expect(judgeRequest(request, nothing, "any")).toMatchObject({ ok: true, request: { source_task_id: "424242" } });
  });

  test.each(["image_url", "Image", "firstFrame"])("a data URL that no record has room for is refused as %s", (name) => {
    const picture = `data:image/png;base64,${"A".repeat(INPUT_LIMITS.maxKeptCharacters)}`;
    const judged = judgeRequest({ model: "MiniMax-Hailuo-2.3", prompt: "a cat", [name]: picture }, nothing);
    expect(judged.ok).toBe(false);
    expect(judged.ok ? [] : judged.faults.map(({ message }) => message)).toContainEqual(
      expect.stringContaining("a record keeps at most"),
    );
  });

  test.each(["image_url", "Image", "firstFrame"])("an input is looked up that is named as %s", async (name) => {
    const sha256 = "a".repeat(64);
    const asked: string[] = [];
    const renew = async (_tenant: string, hashes: readonly string[]): Promise<readonly (KeptInput | undefined)[]> => {
      asked.push(...hashes);
      return hashes.map(() => undefined);
    };
    await lookUpInputs({ renew }, "one", [{ [name]: `input://sha256-${sha256}.png` }], undefined);
    expect(asked).toEqual([sha256]);
  });
});
