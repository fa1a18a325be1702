import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, TEXT } from "../__fixtures__/gateway-world.ts";

let world: GatewayWorld;
let token: string;
beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", {
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000",
  });
  token = await world.key("mine", "admin");
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

interface Sent {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function upload(
  content: string | Uint8Array,
  type: string,
  { query = "", invalid = "skip", headers = {} } = {},
): Promise<Sent & { readonly prompts: readonly unknown[]; readonly batch: string }> {
  const batch = String((await world.call("POST", "/api/v1/batches", token, { invalid })).body["id"]);
  const answer = await world.fetch(`/api/v1/batches/${batch}/items${query}`, token, {
    method: "POST",
    headers: { "content-type": type, ...headers },
    body: content,
  });
  const page = await world.call("GET", `/api/v1/generations?limit=1000&batch=${batch}`, token);
  const data = page.body["data"] as readonly { readonly request: { readonly prompt: string } }[];
  return {
    status: answer.status,
    body: (await answer.json()) as Sent["body"],
    prompts: data.map(({ request }) => request.prompt),
    batch,
  };
}

const LIST = JSON.stringify([{ prompt: "A kite", object_1: "kite" }, { prompt: "A tram" }], undefined, 2);

test.each([
  ["a JSON list", LIST, "application/json", {}],
  ["a JSON list that is said to be text", LIST, "text/plain", {}],
  ["a table in semicolons that is said to be text", "Prompt;Dauer\r\nA kite;6 s\r\nA tram;6\r\n", "text/plain", {}],
  ["gzip", gzipSync(LIST), "application/gzip", {}],
  [
    "gzip as the body's encoding",
    gzipSync("A kite\nA tram\n"),
    "text/plain",
    { headers: { "content-encoding": "gzip" } },
  ],
  ["UTF-16", Buffer.from("\u{FEFF}prompt\tnotes\nA kite\tx\nA tram\ty\n", "utf16le"), "text/csv", {}],
  [
    "text of one byte a letter that is said so",
    Buffer.from("A kite\nA tram\n", "latin1"),
    "text/plain; charset=iso-8859-1",
    {},
  ],
] as const)("%s is read by its content", async (_what, content, type, how) => {
  const { status, body, prompts } = await upload(content, type, how);
  expect([status, body["created"], body["invalid"], prompts]).toEqual([200, 2, 0, ["A kite", "A tram"]]);
});

test("a long upload of gzip leaves no listeners behind, and no warning in the log", async () => {
  const noise = Array.from({ length: 20_000 }, () => `A kite ${randomBytes(30).toString("hex")}\n`).join("");
  const dryRun = await world.fetch("/api/v1/batches/dry-run", token, {
    method: "POST",
    headers: { "content-type": "text/plain", "content-encoding": "gzip" },
    body: gzipSync(noise),
  });
  expect(await dryRun.json()).toMatchObject({ valid: 20_000 });
  expect(world.output()).not.toContain("Warning");
});

test("how it was understood is answered, with what was left out", async () => {
  const { body } = await upload("Prompt;Dauer;Notiz\nA kite;6;x\n", "text/csv");
  expect(body["input"]).toEqual({
    format: "csv",
    gzip: false,
    encoding: "UTF-8",
    separator: ";",
    sheet: null,
    columns: [
      { name: "Prompt", field: "prompt" },
      { name: "Dauer", field: "duration" },
    ],
    left_out: ["Notiz"],
    default_model: "MiniMax-Hailuo-2.3",
  });
  const strict = await upload("Prompt;Notiz\nA kite;x\n", "text/csv", { query: "?strict=true" });
  expect([strict.status, strict.body["code"]]).toEqual([400, "unreadable_content"]);
});

test.each([
  ["a web page", "<!DOCTYPE html>\n<html></html>\n", "text/plain", /HTML page/],
  ["a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "text/plain", /Git LFS pointer/],
  ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2]), "application/octet-stream", /PNG picture/],
  ["JSON that ends too early", LIST.slice(0, -3), "application/json", /ends too early/],
  ["a bomb", gzipSync(Buffer.alloc(40_000_000, " ")), "application/gzip", /expands to more than 200 times/],
] as const)("%s is refused in a sentence, and its batch stays unsealed", async (_what, content, type, sentence) => {
  const { status, body, batch } = await upload(content, type, { query: "?seal=true" });
  expect([status, body["code"], body["detail"]]).toEqual([400, "unreadable_content", expect.stringMatching(sentence)]);
  expect((await world.call("GET", `/api/v1/batches/${batch}`, token)).body["phase"]).toBe("open");
});

test.each(['A 19" screen', '"A screen'])(
  "a CSV that breaks in row 60 by %s gives 99 generations and one fault",
  async (cell) => {
    const rows = Array.from(
      { length: 100 },
      (_, at) => `r${at + 1},${TEXT.model},${at === 59 ? cell : `Scene ${at + 1}`}`,
    );
    const { body, prompts } = await upload(`custom_id,model,prompt\n${rows.join("\n")}\n`, "text/csv");
    expect([body["created"], body["invalid"], prompts.length]).toEqual([99, 1, 99]);
    expect(body["faults"]).toMatchObject([
      { index: 59, line: 61, message: expect.stringMatching(/is not CSV: a double quote/) },
    ]);
  },
);

test("a custom_id of any letters is kept, found again, and names a file of its own", async () => {
  const names = ["Shot 1", "shot 1", "雨夜/1", "e\u0301", "\u00e9"];
  const { body, batch } = await upload(
    names.map((custom_id) => JSON.stringify({ ...TEXT, custom_id })).join("\n"),
    "application/x-ndjson",
  );
  expect(body).toMatchObject({ created: 5, invalid: 0 });
  const again = await world.call("GET", `/api/v1/generations?batch=${batch}`, token);
  const data = again.body["data"] as readonly { readonly id: string; readonly custom_id: string }[];
  expect(data.map(({ custom_id }) => custom_id)).toEqual(names);
  const keys = await Promise.all(
    data.map(async ({ id }) => (await world.producer.get(id))?.objectKey.normalize("NFKC").toLowerCase()),
  );
  expect(new Set(keys).size).toBe(5);
});

test.each([
  ["null", { first_frame_image: null, callback_url: null }],
  ["empty lists and texts", { subject_reference: [], resolution: "", callback_url: "" }],
  ["other spellings", { duration: "6s", resolution: "1080p", prompt_optimizer: "yes" }],
] as const)("the door of MiniMax takes %s", async (_what, fields) => {
  const made = await world.call("POST", "/minimax/v1/video_generation", token, { ...TEXT, ...fields });
  expect(made.body).toMatchObject({ task_id: expect.any(String), base_resp: { status_code: 0 } });
});

test("the door takes the one size of a model that has one, and no other", async () => {
  const ask = (fields: object) =>
    world.call("POST", "/minimax/v1/video_generation", token, { model: "T2V-01", prompt: "A cat", ...fields });
  expect((await ask({ duration: 6, resolution: "720P" })).body).toMatchObject({ base_resp: { status_code: 0 } });
  expect((await ask({ duration: 10 })).body).toMatchObject({ base_resp: { status_code: 2013 } });
});
