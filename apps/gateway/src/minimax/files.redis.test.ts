import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { imageFile } from "@hailuo-queue/testkit";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, TEXT } from "../__fixtures__/gateway-world.ts";

let world: GatewayWorld;
let token: string;
beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "");
  token = await world.key("mine");
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

interface Answer {
  readonly status: number;
  readonly warning: string | null;
  readonly body: Readonly<Record<string, unknown>> & {
    readonly base_resp: { readonly status_code: number; readonly status_msg: string };
  };
}

async function upload(content: Buffer, purpose: string | undefined, key = token): Promise<Answer> {
  const form = new FormData();
  form.set("file", new Blob([content]), "a.png");
  if (purpose !== undefined) form.set("purpose", purpose);
  const response = await world.fetch("/minimax/v1/files/upload", key, { method: "POST", body: form });
  const warning = response.headers.get("hailuo-warning");
  return { status: response.status, warning, body: (await response.json()) as Answer["body"] };
}

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await world.call(method, `/minimax${path}`, token, body);
  const warning = answer.headers.get("hailuo-warning");
  return { status: answer.status, warning, body: answer.body as Answer["body"] };
}

const picture = (width: number): Buffer => imageFile("png", { width, height: 400 });

/** A finished task of the tenant with this content as its video. */
async function finished(path: string, request: object, content: string): Promise<string> {
  const number = String((await call("POST", path, request)).body["task_id"]);
  await world.end(await world.begin(), "succeeded");
  const record = await world.producer.forTenant("mine").findByCustomId("tenant-mine", number);
  const file = join(world.out, record?.objectKey ?? "");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  return number;
}

describe("files", () => {
  test("one that is uploaded is an input: listed, looked at, and deleted once nobody needs it", async () => {
    const { body, warning } = await upload(picture(500), "video_generation_input");
    const file = body["file"] as { readonly file_id: number; readonly filename: string };
    expect([body.base_resp.status_code, warning]).toEqual([0, null]);
    expect(file).toMatchObject({ purpose: "video_generation_input", bytes: picture(500).length });
    expect(Number.isSafeInteger(file.file_id)).toBe(true);
    // The same content is the same file.
    expect((await upload(picture(500), undefined)).body["file"]).toEqual(file);
    expect((await call("GET", "/v1/files/list?purpose=video_generation_input")).body["files"]).toEqual([file]);
    expect((await call("GET", "/v1/files/list?purpose=video_generation")).body["files"]).toEqual([]);
    expect((await call("GET", `/v1/files/retrieve?file_id=${file.file_id}`)).body["file"]).toEqual(file);
    expect((await call("GET", `/v1/files/retrieve_content?file_id=${file.file_id}`)).body.base_resp).toMatchObject({
      status_code: 2013,
      status_msg: expect.stringContaining("never served"),
    });
    const image = `input://${file.filename}`;
    const needing = await call("POST", "/v1/video_generation", { ...TEXT, first_frame_image: image });
    expect(needing.body.base_resp.status_code).toBe(0);
    // It has no video yet.
    expect((await call("GET", "/v1/files/list")).body["files"]).toEqual([file]);
    expect((await call("POST", "/v1/files/delete", { file_id: file.file_id })).body.base_resp).toMatchObject({
      status_code: 2013,
      status_msg: expect.stringContaining("needed by an unfinished generation"),
    });
    await world.end(await world.begin(), "failed");
    const deleted = await call("POST", "/v1/files/delete", { file_id: String(file.file_id), purpose: "x" });
    expect(deleted.body).toEqual({ file_id: file.file_id, base_resp: { status_code: 0, status_msg: "success" } });
    expect((await call("POST", "/v1/files/delete", { file_id: file.file_id })).body.base_resp.status_code).toBe(2013);
  });

  test("another purpose is told to be left out; what no model takes, and what has no room, is refused", async () => {
    expect((await upload(picture(501), "voice_clone")).warning).toBe(
      "purpose is left out: every file that is uploaded here is video_generation_input",
    );
    const text = await upload(Buffer.from("a text"), undefined);
    expect([text.status, text.body.base_resp.status_code]).toEqual([200, 2013]);
    await world.quotas.set("small", { maxBytes: 10 });
    const full = await upload(picture(502), undefined, await world.key("small"));
    expect([full.status, full.body.base_resp.status_code]).toEqual([200, 1002]);
    const none = await world.call("POST", "/minimax/v1/files/upload", token, {});
    expect([none.status, none.body["base_resp"]]).toMatchObject([200, { status_code: 2013 }]);
  });

  test("a video is read, whole and in ranges, listed, and kept when it is to be deleted", async () => {
    const number = await finished("/v1/video_generation", TEXT, "a video");
    const read = async (range?: string): Promise<readonly unknown[]> => {
      const headers: Record<string, string> = range === undefined ? {} : { range };
      const response = await world.fetch(`/minimax/v1/files/retrieve_content?file_id=${number}`, token, { headers });
      return [response.status, response.headers.get("content-type"), await response.text()];
    };
    expect(await read()).toEqual([200, "video/mp4", "a video"]);
    expect(await read("bytes=2-6")).toEqual([206, "video/mp4", "video"]);
    expect((await call("GET", "/v1/files/list")).body["files"]).toContainEqual(
      expect.objectContaining({ file_id: Number(number), purpose: "video_generation" }),
    );
    const kept = await call("POST", "/v1/files/delete", { file_id: Number(number) });
    expect(kept.body.base_resp).toMatchObject({
      status_code: 2013,
      status_msg: expect.stringContaining("are kept here"),
    });
    expect(await read()).toEqual([200, "video/mp4", "a video"]);
  });
});

describe("templates", () => {
  const TEMPLATE = { template_id: "393769180141805569", text_inputs: [{ value: "a lion" }] };
  const PATH = "/v1/video_template_generation";
  const query = async (number: string): Promise<Answer["body"]> =>
    (await call("GET", `/v1/query/video_template_generation?task_id=${number}`)).body;

  test("a video is made from one, and its query has the link", async () => {
    const request = { ...TEMPLATE, media_inputs: [{ value: "https://pictures.example/a.png" }], callback_url: null };
    const number = String((await call("POST", PATH, request)).body["task_id"]);
    expect(await query(number)).toMatchObject({ task_id: number, status: "Preparing", video_url: "" });
    await world.end(await world.begin(), "succeeded");
    expect(await query(number)).toMatchObject({
      status: "Success",
      video_url: expect.stringMatching(/^http:.*Signature=/),
      base_resp: { status_code: 0 },
    });
    const record = await world.producer.forTenant("mine").findByCustomId("tenant-mine", number);
    expect(record?.request).toEqual({
      model: "video-agent",
      template_id: TEMPLATE.template_id,
      media_inputs: [{ value: "https://pictures.example/a.png" }],
      text_inputs: [{ value: "a lion" }],
    });
  });

  test.each<[string, object, string]>([
    ["without a template", { text_inputs: [{ value: "x" }] }, "template_id is required"],
    ["with a model in its place", TEXT, "template_id is required"],
    ["with a number, which has lost its last digits", { template_id: Number(TEMPLATE.template_id) }, "must be a text"],
    ["without an input that it needs", TEMPLATE, "needs 1 image"],
    [
      "with a callback to a private address",
      { template_id: "394125185182695432", text_inputs: [{ value: "x" }], callback_url: "http://10.0.0.7/" },
      "fail to check callback url",
    ],
  ])("%s it is refused", async (_what, request, reason) => {
    const { status, body } = await call("POST", PATH, request);
    expect([status, body]).toMatchObject([200, { task_id: "", base_resp: { status_code: 2013 } }]);
    expect(body.base_resp.status_msg).toContain(reason);
  });

  test("a task of a model is no task of a template", async () => {
    const number = String((await call("POST", "/v1/video_generation", TEXT)).body["task_id"]);
    expect((await query(number)).base_resp.status_code).toBe(2013);
  });
});

test("a balance is what is left of the budget, down to whole cents, and the most there can be without one", async () => {
  const unbounded = await call("GET", "/account/query_balance");
  expect(unbounded.body).toMatchObject({ available_amount: "999999999.99", owed_amount: "0.00" });
  expect(unbounded.warning).toContain("has no budget");
  const left = async (microUsd: number): Promise<readonly unknown[]> => {
    const standing = await world.producer.backlog.tenant("mine");
    const used = standing.reservedMicroUsd + standing.spentMicroUsd;
    await world.producer.backlog.setTenantBudget("mine", used + microUsd);
    const { body, warning } = await call("GET", "/v1/account/query_balance");
    const { model_remains: plans } = (await call("GET", "/v1/token_plan/remains")).body as unknown as {
      readonly model_remains: readonly { readonly current_interval_status: number }[];
    };
    return [body["available_amount"], warning, plans[0]?.current_interval_status];
  };
  expect(await left(12_349_999)).toEqual(["12.34", null, 1]);
  expect(await left(9_999)).toEqual(["0.00", null, 2]);
});
