import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, type Reply } from "../../__fixtures__/gateway-world.ts";

const CREATE = "/minimax/v2/video_generation";
const QUERY = "/minimax/v2/query/video_generation";
const TEXT = { type: "text", text: "A lighthouse in a storm" } as const;
const BODY = { model: "MiniMax-H3", content: [TEXT], resolution: "768P", duration: 5, ratio: "16:9" } as const;
const IMAGE = { type: "image_url", image_url: { url: "https://example.com/cat.png" } } as const;

let world: GatewayWorld;
let token: string;
let tenant: string;
beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "");
  tenant = `t-${randomUUID().slice(0, 8)}`;
  token = await world.key(tenant);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const create = (changes: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
  world.call("POST", CREATE, token, { ...BODY, ...changes }, headers);
const query = (id: string): Promise<Reply> => world.call("GET", `${QUERY}/${id}`, token);
const remove = (id: string): Promise<Reply> => world.call("DELETE", `${CREATE}/${id}`, token);
async function make(changes: object = {}): Promise<string> {
  const { status, body } = await create(changes);
  expect([status, Object.keys(body)]).toEqual([200, ["task_id"]]);
  return String(body["task_id"]);
}
const requestOf = async (taskId: string): Promise<unknown> =>
  (await world.producer.findByCustomId(`tenant-${tenant}`, taskId))?.request;
const messageOf = ({ body }: Reply): string => (body["error"] as { readonly message: string }).message;

describe("what a create asks for is what is enqueued", () => {
  test.each([
    ["text", { content: [TEXT] }, { prompt: TEXT.text, ratio: "16:9" }],
    [
      "one image without a role is the first frame, and the ratio beside frames is ignored",
      { content: [TEXT, IMAGE] },
      { prompt: TEXT.text, image_url: IMAGE.image_url.url, ratio: "adaptive" },
    ],
    [
      "first and last frame",
      { content: [TEXT, { ...IMAGE, role: "last_frame" }, { ...IMAGE, role: "first_frame" }] },
      { image_url: IMAGE.image_url.url, last_frame_image: IMAGE.image_url.url },
    ],
    [
      "references of all kinds",
      {
        content: [
          { ...IMAGE, role: "reference_image" },
          TEXT,
          { ...IMAGE, image_url: { url: "https://example.com/dog.png" }, role: "reference_image" },
          { type: "video_url", video_url: { url: "https://example.com/a.mp4" }, role: "reference_video" },
          { type: "audio_url", audio_url: { url: "https://example.com/a.mp3" }, role: "reference_audio" },
        ],
        ratio: "9:16",
      },
      {
        reference_images: [IMAGE.image_url.url, "https://example.com/dog.png"],
        reference_videos: ["https://example.com/a.mp4"],
        reference_audio: ["https://example.com/a.mp3"],
        ratio: "9:16",
      },
    ],
    [
      "of the Max model with its extra field, in the spellings of people",
      { model: "minimax-h3-max", duration: "6", resolution: "480p", extra: { prompt_expansion_mode: "quality" } },
      { model: "MiniMax-H3-Max", duration: 6, resolution: "480P", prompt_expansion_mode: "quality" },
    ],
    [
      "what is not set in any spelling, and what MiniMax does not know, is left out",
      { aigc_watermark: null, extra: null, ratio: "21:9", seed: 7, generate_audio: true, callback_url: "" },
      { prompt: TEXT.text, ratio: "21:9" },
    ],
  ])("%s", async (_name, changes, expected) => {
    expect(await requestOf(await make(changes))).toMatchObject(expected);
  });

  test("an image as a data URL becomes an input of the tenant", async () => {
    const url = `data:image/png;base64,${PNG.toString("base64")}`;
    expect(await requestOf(await make({ content: [TEXT, { type: "image_url", image_url: { url } }] }))).toMatchObject({
      image_url: expect.stringMatching(/^input:\/\/sha256-[0-9a-f]{64}\.png$/),
    });
  });
});

describe("a create that MiniMax would refuse is refused, with HTTP 400 and the code at the end of its words", () => {
  test.each([
    ["no model", { model: undefined }, /expr_path=model, cause=missing required parameter/],
    ["no duration", { duration: null }, /expr_path=duration/],
    [
      "a model of v1",
      { model: "MiniMax-Hailuo-2.3" },
      /"MiniMax-Hailuo-2.3" is not supported on \/v2\/video_generation/,
    ],
    ["a name of ours", { model: "MiniMax-H3-Regeneration" }, /not supported on \/v2/],
    ["content that is no list", { content: "a cat" }, /content must be a list/],
    ["no text", { content: [IMAGE] }, /content text/],
    ["two texts", { content: [TEXT, TEXT] }, /one text/],
    [
      "a flat URL",
      { content: [TEXT, { type: "image_url", image_url: "https://a.example/x.png" }] },
      /content\[1\]\.image_url\.url/,
    ],
    ["two images without roles", { content: [TEXT, IMAGE, IMAGE] }, /content\[1\]\.role/],
    ["an unknown type", { content: [TEXT, { type: "file" }] }, /content\[1\]\.type/],
    [
      "frames beside references",
      { content: [TEXT, { ...IMAGE, role: "first_frame" }, { ...IMAGE, role: "reference_image" }] },
      /reference_image cannot be combined/,
    ],
    [
      "two first frames",
      { content: [TEXT, { ...IMAGE, role: "first_frame" }, { ...IMAGE, role: "first_frame" }] },
      /one first_frame/,
    ],
    ["a strange extra", { extra: { seed: 1 } }, /extra\.seed is not supported/],
    ["16 s", { duration: 16 }, /duration/],
    ["1080P", { resolution: "1080P" }, /resolution/],
    [
      "a path of a file",
      { content: [TEXT, { type: "image_url", image_url: { url: "/etc/passwd" } }] },
      /first_frame is .*must be/,
    ],
    ["7001 characters", { content: [{ type: "text", text: "x".repeat(7001) }] }, /has 7001 characters/],
  ])("%s", async (_name, changes, words) => {
    const refused = await create(changes);
    expect([refused.status, refused.body]).toEqual([
      400,
      {
        type: "error",
        error: {
          type: "bad_request_error",
          message: expect.stringMatching(/^invalid params, .* \(2013\)$/s),
          http_code: "400",
        },
        request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
    expect(messageOf(refused)).toMatch(words);
  });
});

/** An 8-bit grey PNG's head of 512 x 512 is all that its size is read from. */
const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452000002000000020008000000007e33ff9c", "hex");

async function upload(whose: string): Promise<string> {
  const form = new FormData();
  form.append("file", new Blob([PNG]), "cat.png");
  form.append("purpose", "video_generation_input");
  const answer = await world.fetch("/minimax/v1/files/upload", whose, { method: "POST", body: form });
  const { file } = (await answer.json()) as { readonly file: { readonly file_id: number } };
  return String(file.file_id);
}

test("a file that was uploaded here is named by mm_file://, in any role; another tenant's is not there", async () => {
  const frame = (number: string) => ({ ...IMAGE, image_url: { url: `mm_file://${number}` } });
  const own = await upload(token);
  const made = await make({ content: [TEXT, frame(own)] });
  expect(await requestOf(made)).toMatchObject({
    image_url: expect.stringMatching(/^input:\/\/sha256-[0-9a-f]{64}\.png$/),
  });
  const reference = { ...frame(own), role: "reference_image" };
  expect(await requestOf(await make({ content: [TEXT, reference] }))).toMatchObject({
    reference_images: [expect.stringMatching(/^input:/)],
  });
  const strange = await world.key("uploader");
  const theirs = await upload(strange);
  for (const number of [String(BigInt(own) + 1n), "1", "nix", made]) {
    const refused = await create({ content: [TEXT, frame(number)] });
    expect([refused.status, messageOf(refused)]).toEqual([
      400,
      `invalid params, mm_file://${number} is no file that was uploaded here: upload it with POST /v1/files/upload (2013)`,
    ]);
  }
  // The same content has another number there, unless both came within one millisecond.
  const foreign = await create({ content: [TEXT, frame(theirs)] });
  expect(theirs === own || messageOf(foreign).includes("is no file that was uploaded here")).toBe(true);
  expect((await world.call("POST", CREATE, strange, { ...BODY, content: [TEXT, frame(theirs)] })).status).toBe(200);
});

test("what is left out of a request is told in a header", async () => {
  const made = await create({ content: [TEXT, IMAGE], ratio: "9:16", seed: 7, n: null, generate_audio: false });
  expect([made.status, made.headers.get("hailuo-warning")]).toEqual([
    200,
    "ratio is left out: the video takes the shape of its picture; seed is left out: MiniMax has no such field; generate_audio is left out: MiniMax has no such field",
  ]);
  expect((await create()).headers.get("hailuo-warning")).toBeNull();
});

test("a task walks from queued to its video, and is told as MiniMax tells it", async () => {
  const own = await world.key("walker");
  const { body } = await world.call("POST", CREATE, own, { ...BODY, content: [TEXT, IMAGE] });
  const id = String(body["task_id"]);
  const ask = async (): Promise<unknown> => (await world.call("GET", `${QUERY}/${id}`, own)).body["task"];
  const common = {
    id,
    model: "MiniMax-H3",
    resolution: "768P",
    duration: 5,
    ratio: "adaptive",
    task_type: "generation",
    modality: "video",
    created_at: expect.any(Number),
    updated_at: expect.any(Number),
  };
  expect(await ask()).toEqual({ ...common, status: "queued", usage: {} });
  // Other tests have some waiting, too.
  const began = await beginUntil(id, "walker");
  expect(await ask()).toEqual({ ...common, status: "running", usage: {} });
  await world.end(began, "succeeded");
  expect(await ask()).toEqual({
    ...common,
    status: "succeeded",
    content: { url: expect.stringMatching(/^http:.*\/api\/v1\/videos\/gen_[0-9a-f]{32}\?Expires=\d{10}&Signature=/) },
    usage: { output_seconds: 5, input_seconds: 0, total_seconds: 5, input_image_count: 1 },
  });
});

test("a task that moderation refused has the provider's code", async () => {
  const id = await make();
  await world.end(await beginUntil(id, tenant), "failed");
  expect((await query(id)).body["task"]).toMatchObject({
    status: "failed",
    error: { code: "1026", message: "The prompt was refused." },
    usage: {},
  });
});

async function beginUntil(taskId: string, whose: string): Promise<string> {
  const wanted = (await world.producer.findByCustomId(`tenant-${whose}`, taskId))?.id;
  for (;;) {
    const id = await world.begin();
    if (id === wanted) return id;
  }
}

test("what waits is cancelled at once, what has failed is deleted; what is under way or cancelled stays as it was", async () => {
  const waiting = await make();
  expect((await remove(waiting)).body).toEqual({ task_id: waiting, action: "cancelled", status: "cancelled" });
  expect((await query(waiting)).body["task"]).toMatchObject({ status: "cancelled" });

  const running = await make();
  const id = await beginUntil(running, tenant);
  for (const [taskId, status] of [
    [waiting, "cancelled"],
    [running, "running"],
  ] as const) {
    const refused = await remove(taskId);
    expect(refused.status).toBe(400);
    expect(messageOf(refused)).toMatch(`task in status ${status} cannot be cancelled or deleted`);
    expect((await query(taskId)).body["task"]).toMatchObject({ status });
  }
  expect((await world.producer.get(id))?.cancelRequestedAt).toBeUndefined();
  // Stored where no gateway of this world reaches.
  await world.end(id, "succeeded");
  const elsewhere = await remove(running);
  expect([elsewhere.status, messageOf(elsewhere)]).toEqual([409, expect.stringMatching(/stored where .* not reach/)]);
  expect((await query(running)).body["task"]).toMatchObject({ status: "succeeded" });

  const failed = await make();
  await world.end(await beginUntil(failed, tenant), "failed");
  expect((await remove(failed)).body).toEqual({ task_id: failed, action: "deleted", status: "deleted" });
  for (const gone of [await query(failed), await remove(failed)])
    expect([gone.status, messageOf(gone)]).toEqual([404, "invalid params, invalid task_id (2013)"]);
});

describe("a list", () => {
  let own: string;
  let ids: readonly string[];
  beforeAll(async () => {
    own = await world.key("lister");
    const made: string[] = [];
    for (const model of ["MiniMax-H3", "MiniMax-H3", "MiniMax-H3-Max"])
      made.push(String((await world.call("POST", CREATE, own, { ...BODY, model })).body["task_id"]));
    // Of v1, and of no door.
    await world.call("POST", "/minimax/v1/video_generation", own, { model: "MiniMax-Hailuo-2.3", prompt: "a cat" });
    await world.call("POST", "/api/v1/generations", own, { model: "MiniMax-H3", prompt: "a cat", custom_id: "mine" });
    await world.call("DELETE", `${CREATE}/${made[0] ?? ""}`, own);
    ids = made;
  });
  const list = async (search: string): Promise<{ readonly total: unknown; readonly ids: readonly string[] }> => {
    const { status, body } = await world.call("GET", `${QUERY}?${search}`, own);
    expect(status).toBe(200);
    return { total: body["total"], ids: (body["items"] as readonly { readonly id: string }[]).map(({ id }) => id) };
  };

  test("has the tenant's tasks of v2, the newest first, in pages", async () => {
    const [first, second, third] = ids;
    expect(await list("")).toEqual({ total: 3, ids: [third, second, first] });
    expect(await list("page_size=2&page_num=1")).toEqual({ total: 3, ids: [third, second] });
    expect(await list("page_size=2&page_num=2")).toEqual({ total: 3, ids: [first] });
    expect(await list("page_size=2&page_num=3")).toEqual({ total: 3, ids: [] });
  });

  test.each([
    ["filter.status=queued", [2, 1]],
    ["filter.status=cancelled", [0]],
    ["filter.status=running", []],
    ["filter.model=MiniMax-H3-Max", [2]],
    ["filter.task_type=generation&filter.status=", [2, 1, 0]],
    ["filter.task_type=regeneration", []],
    ["filter.task_ids=A&filter.task_ids=B", [1, 0]],
    ["filter.task_ids=A,B", [1, 0]],
    ["filter.task_ids=A%2CB&filter.task_ids=C", [2, 1, 0]],
    ["filter.task_ids=A,A,123456789012345,nix", [0]],
    ["filter.task_ids=A,C&filter.status=queued", [2]],
    ["filter.task_ids=", [2, 1, 0]],
  ])("%s", async (search, places) => {
    const [first = "", second = "", third = ""] = ids;
    const asked = search.replaceAll(
      /(?<=[=,]|%2C)[ABC](?=$|[,&%])/g,
      (name) => ({ A: first, B: second, C: third })[name] ?? "",
    );
    expect(await list(asked)).toEqual({ total: places.length, ids: places.map((at) => ids[at]) });
  });

  test.each([
    "page_num=0",
    "page_size=101",
    "page_size=x",
    "filter.status=nix",
    "filter.task_type=nix",
    "page_num=1&page_num=2",
  ])("refuses %s", async (search) => {
    const refused = await world.call("GET", `${QUERY}?${search}`, own);
    expect([refused.status, messageOf(refused)]).toEqual([400, expect.stringMatching(/^invalid params, .*\(2013\)$/)]);
  });
});

test("a create that is sent again with its Idempotency-Key is one task, and another request with it is refused", async () => {
  const key = { "idempotency-key": randomUUID() };
  const [one, other] = [await create({}, key), await create({}, key)];
  expect(one.body["task_id"]).toMatch(/^\d{16}$/);
  expect(other.body).toEqual(one.body);
  const refused = await create({ duration: 6 }, key);
  expect([refused.status, messageOf(refused)]).toEqual([409, expect.stringMatching(/Idempotency-Key was used/)]);
  // Another tenant's key of the same name is its own.
  const theirs = await world.call("POST", CREATE, await world.key("elsewhere"), { ...BODY, duration: 7 }, key);
  expect(theirs.status).toBe(200);
});

test("what is not there, and what is not served, is told in v2's shape", async () => {
  const gone = await query("123456789012345");
  expect([gone.status, messageOf(gone)]).toEqual([404, "invalid params, invalid task_id (2013)"]);
  const nowhere = await world.call("POST", "/minimax/v2/nix", token, {});
  expect([nowhere.status, messageOf(nowhere)]).toEqual([404, expect.stringMatching(/no such path.*\(2013\)$/)]);
  const keyless = await world.call("POST", CREATE, undefined, BODY);
  expect([keyless.status, keyless.body["error"]]).toEqual([
    401,
    { type: "authorized_error", message: expect.stringMatching(/\(1004\)$/), http_code: "401" },
  ]);
});

test("a tenant whose quota is full is told to come again", async () => {
  const own = await world.key("full");
  await world.quotas.set("full", { maxUnfinished: 1 });
  expect((await world.call("POST", CREATE, own, BODY)).status).toBe(200);
  const refused = await world.call("POST", CREATE, own, BODY);
  expect([refused.status, refused.headers.get("retry-after"), messageOf(refused)]).toEqual([
    429,
    "30",
    expect.stringMatching(/^rate limit, .*\(1002\)$/),
  ]);
});
