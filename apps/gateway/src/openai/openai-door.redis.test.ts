import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { imageFile } from "@hailuo-queue/testkit";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, type Reply } from "../__fixtures__/gateway-world.ts";
import { finishNext } from "./__fixtures__/finish-next.ts";

let world: GatewayWorld;
beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", {
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000",
  });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const VIDEOS = "/openai/v1/videos";
const WANTED = { model: "MiniMax-Hailuo-2.3", prompt: "A lighthouse in a storm" };

const errorOf = ({ body }: Reply): Readonly<Record<string, unknown>> =>
  (body["error"] ?? {}) as Readonly<Record<string, unknown>>;

async function sendForm(token: string, form: FormData): Promise<Reply> {
  const response = await world.fetch(VIDEOS, token, { method: "POST", body: form });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Reply["body"] };
}

function formOf(fields: Readonly<Record<string, string | Blob>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === "string") form.append(name, value);
    else form.append(name, value, `${name}.png`);
  }
  return form;
}

test("a video is made, followed and listed as OpenAI's SDKs do it, and is a generation of its tenant", async () => {
  const token = await world.key("studio");
  const made = await world.call("POST", VIDEOS, token, {
    ...WANTED,
    model: "hailuo 2.3",
    seconds: "10",
    size: "1366x768",
  });
  expect(made.body).toEqual({
    id: expect.stringMatching(/^gen_/),
    object: "video",
    model: "MiniMax-Hailuo-2.3",
    status: "queued",
    progress: 0,
    created_at: expect.any(Number),
    completed_at: null,
    expires_at: null,
    seconds: "10",
    size: "1366x768",
    prompt: WANTED.prompt,
    remixed_from_video_id: null,
    error: null,
  });
  const id = String(made.body["id"]);
  expect((await world.call("GET", `/api/v1/generations/${id}`, token)).body).toMatchObject({
    batch: "tenant-studio",
    request: { duration: 10, resolution: "768P" },
  });
  expect(made.headers.get("openai-poll-after-ms")).toBe("3000");
  const early = await world.call("GET", `${VIDEOS}/${id}/content`, token);
  expect([early.status, early.headers.get("x-should-retry")]).toEqual([409, "false"]);
  expect(await finishNext(world)).toBe(id);
  const done = await world.call("GET", `${VIDEOS}/${id}`, token);
  expect(done.body).toMatchObject({ status: "completed", progress: 100, completed_at: expect.any(Number) });
});

test("a failure has a code and words, and what needs attention stays in progress", async () => {
  const token = await world.key("failing");
  const first = String((await world.call("POST", VIDEOS, token, WANTED)).body["id"]);
  await world.end(await world.begin(), "failed");
  const second = String((await world.call("POST", VIDEOS, token, WANTED)).body["id"]);
  await world.park(await world.begin());
  expect((await world.call("GET", `${VIDEOS}/${first}`, token)).body).toMatchObject({
    status: "failed",
    error: { code: "moderation_blocked", message: "The prompt was refused." },
  });
  expect((await world.call("GET", `${VIDEOS}/${second}`, token)).body).toMatchObject({
    status: "in_progress",
    error: null,
  });
  expect((await world.call("DELETE", `${VIDEOS}/${second}`, token)).status).toBe(409);
});

test("a picture of a form becomes an input of the tenant, and the first frame", async () => {
  const token = await world.key("painter");
  const picture = new Blob([imageFile("png", { width: 1366, height: 768 })], { type: "image/png" });
  const form = formOf({
    ...WANTED,
    prompt: 'A "storm"\nbehind \\ the tower ✓',
    size: "1366x768",
    input_reference: picture,
  });
  const made = await sendForm(token, form);
  // As forms send the ends of lines.
  expect([made.status, made.body["prompt"]]).toEqual([200, 'A "storm"\r\nbehind \\ the tower ✓']);
  expect(made.headers.get("hailuo-warning")).toContain("768P in the shape of the picture");
  const { body } = await world.call("GET", `/api/v1/generations/${String(made.body["id"])}`, token);
  const inputs = (await world.call("GET", "/api/v1/inputs", token)).body["data"] as readonly { readonly id: string }[];
  expect((body["request"] as { readonly image_url: string }).image_url).toBe(inputs[0]?.id);
  // The same by its id, by a data URL in JSON, and as a text of a form.
  const data = `data:image/png;base64,${Buffer.from(await picture.arrayBuffer()).toString("base64")}`;
  for (const reply of [
    await world.call("POST", VIDEOS, token, { ...WANTED, input_reference: { file_id: inputs[0]?.id } }),
    await world.call("POST", VIDEOS, token, { ...WANTED, input_reference: { image_url: data } }),
    await sendForm(token, formOf({ ...WANTED, "input_reference[image_url]": data })),
  ]) {
    expect(reply.status).toBe(200);
    const again = await world.call("GET", `/api/v1/generations/${String(reply.body["id"])}`, token);
    expect((again.body["request"] as { readonly image_url: string }).image_url).toBe(inputs[0]?.id);
  }
  expect((await world.call("GET", "/api/v1/inputs", token)).body["data"]).toHaveLength(1);
});

const REFUSED: readonly (readonly [what: string, body: object, param: string, words: RegExp])[] = [
  ["no model", { prompt: "x" }, "model", /is required; there are MiniMax-Hailuo-2\.3/],
  ["a model of OpenAI's", { ...WANTED, model: "sora-2" }, "model", /"sora-2", which is not served/],
  ["a length that is not made", { ...WANTED, seconds: "8" }, "seconds", /6.*10/],
  ["the one length of a model", { ...WANTED, model: "T2V-01", seconds: "10" }, "seconds", /T2V-01 makes videos of 6 s/],
  ["a size that is not made", { ...WANTED, size: "1280x720" }, "size", /1366x768 \(768P\), 1920x1080 \(1080P\)/],
  ["a shape that is not made", { ...WANTED, size: "768x1366" }, "size", /1366x768 \(768P\)/],
  ["length and size that do not go together", { ...WANTED, seconds: "10", size: "1920x1080" }, "seconds", /1080P.*6 s/],
  [
    "a size beside a picture of another site",
    { ...WANTED, size: "1366x768", input_reference: "https://example.com/a.png" },
    "size",
    /ask for 768P/,
  ],
  ["a field that nobody knows", { ...WANTED, seed: 7 }, "seed", /./],
  ["a file of OpenAI's", { ...WANTED, input_reference: { file_id: "file-123" } }, "input_reference", /names no input/],
  ["no prompt", { model: "MiniMax-Hailuo-2.3" }, "prompt", /1 to 2000/],
];

test.each(REFUSED)(
  "%s is refused at its field by a sentence that says what fits",
  async (_what, body, param, words) => {
    const token = await world.key("refused");
    const { status, body: told } = await world.call("POST", VIDEOS, token, body);
    expect([status, told]).toEqual([
      400,
      {
        error: { message: expect.stringMatching(words), type: "invalid_request_error", param, code: "invalid_request" },
      },
    ]);
    expect((await world.call("GET", VIDEOS, token)).body["data"]).toEqual([]);
  },
);

test("what changes nothing is left out, with a warning", async () => {
  const token = await world.key("warned");
  const { headers, body } = await world.call("POST", VIDEOS, token, {
    model: "MiniMax-H3",
    prompt: "A harbour",
    seconds: 5,
    size: "1536x672",
    user: "someone",
    input_reference: null,
  });
  expect(headers.get("hailuo-warning")).toBe(
    "user is left out: it changes no video; size 1536x672 is made as 768P in 21:9",
  );
  const { body: made } = await world.call("GET", `/api/v1/generations/${String(body["id"])}`, token);
  expect(made["request"]).toMatchObject({ duration: 5, resolution: "768P", ratio: "21:9" });
});

test("the same Idempotency-Key is the same video, and another request under it is refused without being sent again", async () => {
  const token = await world.key("careful");
  const key = { "idempotency-key": "order-7" };
  const [first, second] = [
    await world.call("POST", VIDEOS, token, WANTED, key),
    await world.call("POST", VIDEOS, token, WANTED, key),
  ];
  expect(second.body["id"]).toBe(first.body["id"]);
  const other = await world.call("POST", VIDEOS, token, { ...WANTED, prompt: "Another" }, key);
  expect([other.status, errorOf(other)["code"], other.headers.get("x-should-retry")]).toEqual([
    409,
    "idempotency_conflict",
    "false",
  ]);
});

test("pages go on from either end, and pass over what was deleted", async () => {
  const token = await world.key("lister");
  const ids: string[] = [];
  for (let at = 0; at < 7; at += 1) ids.push(String((await world.call("POST", VIDEOS, token, WANTED)).body["id"]));
  for (const gone of [1, 2, 4]) await world.call("DELETE", `${VIDEOS}/${ids[gone] ?? ""}`, token);
  const left = ids.filter((_id, at) => ![1, 2, 4].includes(at));
  for (const [order, expected] of [
    ["asc", left],
    ["desc", left.toReversed()],
  ] as const) {
    const seen: string[] = [];
    let after = "";
    for (let more = true; more;) {
      const { body } = await world.call("GET", `${VIDEOS}?limit=2&order=${order}${after}`, token);
      const data = body["data"] as readonly { readonly id: string }[];
      expect([body["first_id"], body["last_id"]]).toEqual([data[0]?.id, data.at(-1)?.id]);
      seen.push(...data.map(({ id }) => id));
      more = body["has_more"] === true;
      after = `&after=${String(body["last_id"])}`;
    }
    expect(seen).toEqual(expected);
  }
});

test("content comes whole and in ranges, and is nothing but the video", async () => {
  const token = await world.key("viewer");
  const made = String((await world.call("POST", VIDEOS, token, WANTED)).body["id"]);
  while ((await finishNext(world, "0123456789")) !== made);
  const path = `${VIDEOS}/${made}/content`;
  const whole = await world.fetch(path, token);
  expect([whole.status, whole.headers.get("content-type"), await whole.text()]).toEqual([
    200,
    "video/mp4",
    "0123456789",
  ]);
  const part = await world.fetch(path, token, { headers: { range: "bytes=2-4" } });
  expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([206, "bytes 2-4/10", "234"]);
  expect((await world.fetch(path, token, { headers: { range: "bytes=10-" } })).status).toBe(416);
  for (const variant of ["thumbnail", "spritesheet"])
    expect(errorOf(await world.call("GET", `${path}?variant=${variant}`, token))["param"]).toBe("variant");
  expect((await world.call("GET", `${path}?variant=video`, token)).status).toBe(200);
});

test("a deleted video is gone with its files, one that waits is cancelled unbought, and one under way stays", async () => {
  const token = await world.key("cleaner");
  const finished = String((await world.call("POST", VIDEOS, token, WANTED)).body["id"]);
  while ((await finishNext(world)) !== finished);
  expect(await readdir(join(world.out, "tenant-cleaner"))).toHaveLength(2);
  const gone = await world.call("DELETE", `${VIDEOS}/${finished}`, token);
  expect(gone.body).toEqual({ id: finished, object: "video.deleted", deleted: true });
  expect(await readdir(join(world.out, "tenant-cleaner"))).toEqual([]);
  for (const path of [`${VIDEOS}/${finished}`, `${VIDEOS}/${finished}/content`, `/api/v1/generations/${finished}`])
    expect((await world.call("GET", path, token)).status).toBe(404);
  expect((await world.call("DELETE", `${VIDEOS}/${finished}`, token)).status).toBe(404);

  const waiting = String((await world.call("POST", VIDEOS, token, WANTED)).body["id"]);
  expect((await world.call("DELETE", `${VIDEOS}/${waiting}`, token)).body["deleted"]).toBe(true);
  expect(await world.producer.get(waiting)).toBeUndefined();

  const underWay = String((await world.call("POST", VIDEOS, token, WANTED)).body["id"]);
  while ((await world.begin()) !== underWay);
  const refused = await world.call("DELETE", `${VIDEOS}/${underWay}`, token);
  expect([refused.status, errorOf(refused)["code"]]).toEqual([409, "video_in_progress"]);
  expect((await world.producer.get(underWay))?.state).toBe("creating");
});

test("no video is remixed, and models are those that make videos", async () => {
  const token = await world.key("asker");
  const made = String((await world.call("POST", VIDEOS, token, WANTED)).body["id"]);
  const refused = await world.call("POST", `${VIDEOS}/${made}/remix`, token, { prompt: "But at night" });
  expect([refused.status, errorOf(refused)["code"]]).toEqual([400, "not_supported"]);
  const { body } = await world.call("GET", "/openai/v1/models", token);
  const names = (body["data"] as readonly { readonly id: string }[]).map(({ id }) => id);
  expect(names).toEqual(expect.arrayContaining(["MiniMax-Hailuo-2.3", "MiniMax-H3"]));
  expect(names).not.toContain("MiniMax-H3-Context-IR");
  expect((await world.call("GET", "/openai/v1/models/MiniMax-H3", token)).body).toMatchObject({ object: "model" });
  expect((await world.call("GET", "/openai/v1/models/gpt-5", token)).status).toBe(404);
});

const boundary = "----x";
const formHeaders = { "content-type": `multipart/form-data; boundary=${boundary}` };
const part = (name: string, value: string): string =>
  `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const END = `--${boundary}--\r\n`;

const HOSTILE: readonly (readonly [what: string, body: string, status: number])[] = [
  ["nothing", "", 400],
  ["no end", part("model", "x"), 400],
  ["a name twice", part("model", "a") + part("model", "b") + END, 422],
  ["sixty-one parts", Array.from({ length: 61 }, (_, at) => part(`f${at}`, "x")).join("") + END, 400],
  ["a name of 300 letters", part("n".repeat(300), "x") + END, 422],
  ["a text of a megabyte", part("prompt", "x".repeat(1024 * 1024)) + END, 413],
  ["half a character", part("prompt", "\\ud800") + END, 400],
  ["a part that tries to be JSON", part("prompt", '","model":"MiniMax-Hailuo-2.3","prompt":"bought') + END, 400],
];

test.each(HOSTILE)("a form with %s is refused, and nothing is made", async (_what, body, status) => {
  const token = await world.key("hostile");
  const reply = await world.call("POST", VIDEOS, token, body, formHeaders);
  expect([reply.status, errorOf(reply)["message"]]).toEqual([status, expect.any(String)]);
  expect((await world.call("GET", VIDEOS, token)).body["data"]).toEqual([]);
});

test("a file where the prompt belongs is refused, in a form and as a data URL, and buys nothing", async () => {
  const token = await world.key("prompt-file");
  const png = imageFile("png", { width: 1366, height: 768 });
  for (const file of [
    new Blob(["A harbour at dawn"], { type: "text/plain" }),
    new Blob([png], { type: "image/png" }),
  ]) {
    const refused = await sendForm(token, formOf({ ...WANTED, prompt: file }));
    expect([refused.status, errorOf(refused)["param"]]).toEqual([400, "prompt"]);
  }
  for (const path of [VIDEOS, "/api/v1/generations", "/minimax/v1/video_generation"]) {
    const prompt = `data:image/png;base64,${Buffer.concat([png, Buffer.alloc(100_000)]).toString("base64")}`;
    const { text } = await world.call("POST", path, token, { model: "MiniMax-Hailuo-2.3", prompt });
    expect([path, text]).toEqual([path, expect.stringContaining("is a file, and must be a text")]);
  }
  expect((await world.call("GET", VIDEOS, token)).body["data"]).toEqual([]);
});

test("a file that is no picture is refused at its field, and nothing of it is kept", async () => {
  const token = await world.key("trickster");
  const file = new Blob([Buffer.alloc(100_000, "x")], { type: "image/png" });
  const refused = await sendForm(token, formOf({ ...WANTED, input_reference: file }));
  expect([refused.status, errorOf(refused)["param"]]).toEqual([400, "input_reference"]);
  expect((await world.call("GET", "/api/v1/inputs", token)).body["data"]).toEqual([]);
});
