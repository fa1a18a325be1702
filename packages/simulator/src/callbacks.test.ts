import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { openStand, type Stand } from "./__fixtures__/stand.ts";
import type { SimulatorOptions } from "./index.ts";

type Told = Readonly<Record<string, unknown>>;

interface Listener extends AsyncDisposable {
  readonly url: string;
  readonly told: readonly Told[];
  /** Once what it was told is as wanted. */
  hears(wanted: (told: readonly Told[]) => boolean): Promise<readonly Told[]>;
}

/** Takes down what it is told; it echoes challenges, or answers `{}` to all. */
async function listen(echoes = true): Promise<Listener> {
  const told: Told[] = [];
  const server = http.createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Told;
      outgoing.end(JSON.stringify(echoes && "challenge" in body ? body : {}));
      told.push(body);
      server.emit("told");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    told,
    async hears(wanted) {
      while (!wanted(told)) await once(server, "told");
      return told;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const WORKS_FOR_GOOD = { fixedMs: 3_600_000 };
/** With it everything that runs is over at once. */
const AT_ONCE = 36_000_000;

/** On the real clock: callbacks come by themselves. No answer is too late, however busy the machine is. */
async function openTalkingStand(options: SimulatorOptions = {}): Promise<Stand> {
  const now = (): number => performance.timeOrigin + performance.now();
  return openStand({ lifetime: WORKS_FOR_GOOD, callbackTimeoutMs: 120_000, now, ...options });
}

function statusOf({ status, task }: Told): unknown {
  return status ?? (task as Told | undefined)?.["status"];
}

const tells = (word: string) => (told: readonly Told[]) => told.some((each) => statusOf(each) === word);

test("v1: a challenge first, then each change once, in lower case, with the file", async () => {
  await using stand = await openTalkingStand();
  await using listener = await listen();
  const { body } = await stand.createV1({ callback_url: listener.url });
  await listener.hears(tells("processing"));
  stand.simulator.configure({ speed: AT_ONCE });
  const [challenge, running, done] = await listener.hears(tells("success"));
  expect(challenge).toEqual({ challenge: expect.any(String) });
  expect(running).toMatchObject({ task_id: body["task_id"], status: "processing", file_id: "" });
  expect(done).toMatchObject({
    task_id: body["task_id"],
    status: "success",
    file_id: expect.stringMatching(/^\d{15}$/),
  });
  expect(stand.simulator.stats().callbacks).toMatchObject({ challenged: 1, echoed: 1, sent: 2 });
});

test("v2 tells of the task in its own words, and of a cancelled one at once", async () => {
  await using stand = await openTalkingStand();
  await using listener = await listen();
  const { body } = await stand.createV2({ callback_url: listener.url });
  expect((await listener.hears(tells("queued")))[1]).toMatchObject({
    task: { id: body["task_id"], status: "queued", modality: "video" },
  });
  await stand.delete(`/v2/video_generation/${String(body["task_id"])}`);
  expect((await listener.hears(tells("cancelled")))[2]).toMatchObject({ task: { status: "cancelled", usage: {} } });
  await stand.createV2({ prompt: "[[fails]]", callback_url: listener.url });
  stand.simulator.configure({ speed: AT_ONCE });
  expect((await listener.hears(tells("failed"))).at(-1)).toMatchObject({ task: { error: { code: "1027" } } });
});

test("templates tell of their link", async () => {
  await using stand = await openTalkingStand({ speed: AT_ONCE });
  await using listener = await listen();
  const media_inputs = [{ value: "https://example.com/cat.png" }];
  await stand.post("/v1/video_template_generation", {
    template_id: "392753057216684038",
    media_inputs,
    callback_url: listener.url,
  });
  expect((await listener.hears(tells("success"))).at(-1)).toMatchObject({
    video_url: expect.stringContaining("/cdn/"),
  });
});

test("a create whose callback URL does not echo the challenge is refused in the live words, and nothing is bought", async () => {
  await using stand = await openTalkingStand();
  await using listener = await listen(false);
  const v1 = await stand.createV1({ callback_url: listener.url });
  expect(v1.body).toMatchObject({
    task_id: "",
    base_resp: { status_code: 2013, status_msg: "invalid params, fail to check callback url" },
  });
  const v2 = await stand.createV2({ callback_url: listener.url });
  expect(v2.body).toMatchObject({
    error: { http_code: "400", message: "invalid params, fail to check callback url (2013)" },
  });
  expect(listener.told).toHaveLength(2);
  expect(stand.simulator.stats()).toMatchObject({
    accepted: 0,
    callbacks: { challenged: 2, notEchoed: 2 },
    refused: { 2013: 2 },
  });
});

test("a callback URL that is good can be refused all the same, and a create without one cannot", async () => {
  await using stand = await openTalkingStand({ faults: { create2013Callback: 1 } });
  await using listener = await listen();
  expect((await stand.createV1({ callback_url: listener.url })).body).toMatchObject({
    base_resp: { status_code: 2013 },
  });
  expect((await stand.createV1({})).body).toMatchObject({ base_resp: { status_code: 0 } });
  expect(stand.simulator.stats()).toMatchObject({ accepted: 1, faults: { create2013Callback: 1 } });
});

test("callbacks are doubled, told again, dropped, and late", async () => {
  const script = [
    { nth: 1, fault: "callbackDropped" },
    { nth: 3, fault: "callbackLate" },
  ] as const;
  await using stand = await openTalkingStand({ faults: { script, callbackDoubled: 1 }, callbackDelaysMs: [0, 20] });
  await using listener = await listen();
  await stand.createV1({ callback_url: listener.url });
  await listener.hears(tells("processing"));
  stand.simulator.configure({ speed: AT_ONCE });
  // The challenge; of the four others one is dropped, one comes late, and two are doubled.
  const told = await listener.hears(({ length }) => length === 6);
  expect(told.map((each) => String(statusOf(each))).toSorted()).toEqual([
    "processing",
    "processing",
    "success",
    "success",
    "success",
    "undefined",
  ]);
  expect(stand.simulator.stats()).toMatchObject({
    callbacks: { sent: 5 },
    faults: { callbackDropped: 1, callbackDoubled: 2, callbackLate: 1 },
  });
});
