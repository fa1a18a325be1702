import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { CALLBACK_LIMITS } from "@hailuo-queue/contracts";
import { createCallbackCheck, TooManyChallengesError } from "./callback-check.ts";
import type { TargetAnswer, WebhookTargets } from "./webhook-targets.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Echoes, and counts. */
async function openReceiver(): Promise<{ readonly port: number; count(): number }> {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    request.pipe(response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return { port: (server.address() as AddressInfo).port, count: () => count };
}

function targetsAt(port: number, check: WebhookTargets["check"] = async () => undefined): WebhookTargets {
  const found = (text: string): TargetAnswer => ({
    found: {
      url: new URL(`http://receiver.example:${port}/${text.length}`),
      addresses: [{ address: "127.0.0.1", family: 4 }],
      endpoint: "",
    },
  });
  return { check, find: async (text) => found(text) };
}

test("a URL that has echoed is asked again once that is ten minutes ago, and each tenant's is its own", async () => {
  const receiver = await openReceiver();
  let now = 1000;
  const check = createCallbackCheck({ targets: targetsAt(receiver.port), now: () => now, answerMs: 600_000 });
  await check.verify("acme", "https://a.example/");
  await check.verify("acme", "https://a.example/");
  expect(receiver.count()).toBe(1);
  await check.verify("other", "https://a.example/");
  await check.verify("acme", "https://a.example/other");
  expect(receiver.count()).toBe(3);
  now += CALLBACK_LIMITS.keptMs;
  await check.verify("acme", "https://a.example/");
  expect(receiver.count()).toBe(4);
});

test("a tenant has eight URLs asked at once and no more; another tenant's wait for none of them", async () => {
  const { port } = await openReceiver();
  const waiting: (() => void)[] = [];
  const check = createCallbackCheck({
    targets: targetsAt(port, async (_text, caller) =>
      caller === "check acme" ? new Promise<void>((resolve) => void waiting.push(resolve)) : undefined,
    ),
    now: () => 0,
    answerMs: 600_000,
  });
  const asked = Array.from({ length: CALLBACK_LIMITS.asksOfTenant }, (_, at) =>
    check.verify("acme", `https://a.example/${at}`),
  );
  await expect(check.verify("acme", "https://a.example/more")).rejects.toThrow(TooManyChallengesError);
  await check.verify("other", "https://a.example/");
  for (const answer of waiting) answer();
  await Promise.all(asked);
  const more = check.verify("acme", "https://a.example/more");
  waiting.at(-1)?.();
  await more;
});
