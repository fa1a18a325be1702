import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, type Reply } from "../__fixtures__/gateway-world.ts";

/** Refusals say which key or field is meant, in the shape of the path that was called. */

let world: GatewayWorld;
let token: string;
beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "");
  token = await world.key("studio");
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const V1 = "/minimax/v1/video_generation";
const V2 = "/minimax/v2/video_generation";
const DOCUMENTED = "/minimax/v3/async/minimax-video-01";
const TEMPLATE = "/minimax/v1/video_template_generation";
const BODY = { model: "MiniMax-Hailuo-2.3", prompt: "A harbour" };
const V2_BODY = {
  model: "MiniMax-H3",
  content: [{ type: "text", text: "A harbour" }],
  resolution: "768P",
  duration: 5,
  ratio: "16:9",
};

/** Code and words, whichever shape they stand in. */
function told({ status, body }: Reply): readonly [number, number, string] {
  const base = body["base_resp"] as { readonly status_code: number; readonly status_msg: string } | undefined;
  if (base !== undefined) return [status, base.status_code, base.status_msg];
  const { message = "" } = (body["error"] ?? {}) as { readonly message?: string };
  const [, words = message, code = "0"] = /^(.*) \((\d{4})\)$/s.exec(message) ?? [];
  return [status, Number(code), words];
}

test.each([
  [V1, 200],
  [DOCUMENTED, 401],
  [V2, 401],
])("%s tells no key from a wrong one", async (path, status) => {
  const body = path === V2 ? V2_BODY : BODY;
  const none = await world.call("POST", path, undefined, body);
  expect(told(none)).toEqual([status, 1004, expect.stringContaining("carry the API secret key")]);
  const basic = await world.call("POST", path, undefined, body, { authorization: `Basic ${token}` });
  expect(told(basic)).toEqual([status, 1004, expect.any(String)]);
  const wrong = await world.call("POST", path, "sk-api-of-minimax", body);
  expect(told(wrong)).toEqual([status, 2049, "invalid api key"]);
});

describe("a body or query that is wrong names what is wrong", () => {
  const refused = "invalid params, ";
  test.each<readonly [string, string, unknown, number, string]>([
    ["a list", V1, [], 200, "the body must be an object in JSON"],
    ["a text", DOCUMENTED, '"x"', 400, "the body must be an object in JSON"],
    ["a list", V2, [], 400, "the body must be an object in JSON"],
    ["a number for a model", V1, { ...BODY, model: 7 }, 200, "model is 7, must be a text"],
    ["no model", V1, { prompt: "x" }, 200, "model is required"],
    [
      "an object for a model",
      V2,
      { ...V2_BODY, model: { a: 1 } },
      400,
      'model {"a":1} is not supported on /v2/video_generation; it takes MiniMax-H3, MiniMax-H3-Max',
    ],
    ...["", [], {}, null].map(
      (value) =>
        [
          `a size that is ${JSON.stringify(value)}`,
          V2,
          { ...V2_BODY, resolution: value },
          400,
          "binding: expr_path=resolution, cause=missing required parameter",
        ] as const,
    ),
    [
      "a length that is empty",
      V2,
      { ...V2_BODY, duration: "" },
      400,
      "binding: expr_path=duration, cause=missing required parameter",
    ],
    ...["null", "undefined", "None"].map(
      (value) =>
        [
          `a template that a program lost as ${value}`,
          TEMPLATE,
          { template_id: value, text_inputs: [{ value: "x" }] },
          200,
          `template_id is "${value}", which names no template`,
        ] as const,
    ),
    ["no file", "/minimax/v1/files/delete", {}, 200, expect.stringMatching(/file_id /) as unknown as string],
  ])("%s at %s", async (_what, path, body, status, words) => {
    const reply = await world.call("POST", path, token, body);
    const [seen, code, said] = told(reply);
    expect([seen, code, said.slice(0, refused.length)]).toEqual([status, 2013, refused]);
    expect(said.slice(refused.length)).toEqual(words);
  });

  test.each([
    ["/minimax/v1/query/video_generation", "task_id is required"],
    ["/minimax/v1/query/video_generation?task_id=", "task_id is required"],
    ["/minimax/v1/query/video_generation?task_id=217658170123456", "task not found"],
    ["/minimax/v1/query/video_generation?task_id=1&task_id=2", "task_id is given more than once"],
    ["/minimax/v1/query/video_template_generation", "task_id is required"],
    ["/minimax/v1/files/retrieve", "file_id is required"],
    ["/minimax/v1/files/retrieve_content", "file_id is required"],
    ["/minimax/v1/files/retrieve?file_id=217658170123456", "file not found"],
  ])("%s", async (path, words) => {
    expect(told(await world.call("GET", path, token))).toEqual([200, 2013, `${refused}${words}`]);
  });

  test("an input that is not the caller's, found when the video is submitted", async () => {
    const image = `input://sha256-${"0".repeat(64)}.png`;
    const reply = await world.call("POST", V1, token, { ...BODY, first_frame_image: image });
    expect(told(reply)).toEqual([200, 2013, expect.stringMatching(/image/)]);
  });
});
