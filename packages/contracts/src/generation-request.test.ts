import { describe, expect, test } from "@jest/globals";
import { parseGenerationRequest } from "./generation-request.ts";

const image = "https://example.com/cat.jpg";

function faultsOf(input: unknown): string[] {
  const parsed = parseGenerationRequest(input);
  return parsed.ok ? [] : parsed.faults.map((fault) => `${fault.field}: ${fault.message}`);
}

describe("a request", () => {
  test("gets the documented defaults", () => {
    expect(parseGenerationRequest({ model: "MiniMax-Hailuo-2.3", prompt: "一只猫" })).toEqual({
      ok: true,
      request: { model: "MiniMax-Hailuo-2.3", prompt: "一只猫", duration: 6, resolution: "768P", enable_prompt_expansion: true },
    });
  });

  test.each([
    ["text with 2.3", { model: "MiniMax-Hailuo-2.3", prompt: "x", resolution: "1080P" }],
    ["ten seconds at 768P", { model: "MiniMax-Hailuo-2.3", prompt: "x", duration: 10 }],
    ["an image without words", { model: "MiniMax-Hailuo-2.3-Fast", image_url: image }],
    ["512P from an image with 02", { model: "MiniMax-Hailuo-02", image_url: image, resolution: "512P", duration: 10 }],
    ["first and last frame with 02", { model: "MiniMax-Hailuo-02", image_url: image, last_frame_image: image }],
    ["a last frame alone with 02", { model: "MiniMax-Hailuo-02", prompt: "x", last_frame_image: image }],
    ["2,000 emoji, which are 4,000 UTF-16 units", { model: "MiniMax-Hailuo-02", prompt: "😀".repeat(2000) }],
  ])("is accepted: %s", (_name, input) => {
    expect(faultsOf(input)).toEqual([]);
  });

  test.each([
    [{ model: "MiniMax-Hailuo-2.3-Fast", prompt: "x" }, "image_url: MiniMax-Hailuo-2.3-Fast needs an image"],
    [
      { model: "MiniMax-Hailuo-2.3", prompt: "x", resolution: "512P" },
      "resolution: MiniMax-Hailuo-2.3 makes text-to-video videos in 768P, 1080P, not 512P",
    ],
    [{ model: "MiniMax-Hailuo-02", prompt: "x", resolution: "512P" }, "not 512P"],
    [
      { model: "MiniMax-Hailuo-02", prompt: "x", resolution: "1080P", duration: 10 },
      "duration: MiniMax-Hailuo-02 makes 1080P videos of 6 s, not 10 s",
    ],
    [
      { model: "MiniMax-Hailuo-2.3", prompt: "x", last_frame_image: image },
      "last_frame_image: MiniMax-Hailuo-2.3 takes no last_frame_image",
    ],
    [{ model: "MiniMax-Hailuo-2.3", prompt: "x".repeat(2001) }, "prompt: has 2001 characters"],
    [{ model: "MiniMax-Hailuo-2.3", prompt: "  " }, "prompt: must have 1 to 2000 characters"],
    [{ model: "MiniMax-Hailuo-2.3" }, "prompt: must have 1 to 2000 characters"],
    [{ model: "MiniMax-Hailuo-2,3", prompt: "x" }, "did you mean MiniMax-Hailuo-2.3?"],
    [{ model: "MiniMax-Hailuo-2.3", prompt: "x", prompt_optimizer: true }, "did you mean enable_prompt_expansion?"],
    [{ model: "MiniMax-Hailuo-2.3", prompt: "x", durration: 6 }, "durration: is not a known field; did you mean duration?"],
    [{ model: "MiniMax-Hailuo-2.3", prompt: "x", duration: "6" }, 'duration: is "6", allowed are the numbers 6 and 10'],
    [{ model: "MiniMax-Hailuo-2.3", prompt: "x", resolution: "768p" }, 'resolution: is "768p", allowed are 512P, 768P, 1080P'],
    [{ model: "MiniMax-Hailuo-2.3", prompt: 5 }, "prompt: is 5, must be a text"],
    [{ model: "MiniMax-Hailuo-2.3", image_url: "./cat.png" }, "image_url"],
    [{ prompt: "x" }, "model: is missing"],
    ["just text", "(line): must be an object"],
  ])("is refused: %j", (input, part) => {
    expect(faultsOf(input).join("\n")).toContain(part);
  });

  test.each(["image_url", "last_frame_image"])(
    "takes a data URL in %s below the provider's 20 MB, whatever its base64 text is long",
    (field) => {
      const input = (bytes: number) => ({
        model: "MiniMax-Hailuo-02",
        prompt: "x",
        [field]: `data:image/png;base64,${Buffer.alloc(bytes).toString("base64")}`,
      });
      const limit = 20 * 1024 * 1024;
      expect(faultsOf(input(limit - 1))).toEqual([]);
      const [fault, ...others] = faultsOf(input(limit));
      expect(others).toEqual([]);
      expect(fault).toMatch(new RegExp(`^${field}: is "data:image/png;.{0,60}, holds an image of 20 MB; it must have less than 20 MB`));
      expect(fault?.length).toBeLessThan(300);
      expect(faultsOf(input(limit + 1))[0]).toContain("holds an image of 20.1 MB");
    },
  );

  test("reports every fault of the line at once", () => {
    expect(faultsOf({ model: "x", prompt: 1, nope: 2 })).toHaveLength(3);
  });
});
