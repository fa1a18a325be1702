import { expect, test } from "@jest/globals";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { createMinimaxClient } from "@hailuo-queue/minimax";
import { createWayOut } from "@hailuo-queue/outbound";
import { openObjectStore } from "@hailuo-queue/storage";
import { simulate } from "./simulate.ts";
import { BEHIND_PROXY } from "../simulated/simulated-proxy.ts";
import { SIMULATED_BUCKET } from "../simulated/simulated-s3.ts";

test("simulate serves until it is interrupted, and says where", async () => {
  const shell = createCapturedShell();
  const told = new Promise<string>((resolve) => {
    shell.stdout.write = (text: string) => resolve((JSON.parse(text) as { url: string }).url);
  });
  const serving = simulate(
    { host: "127.0.0.1", port: 0, speed: 10, refuseRate: 1, dialect: ["documented"], json: true },
    shell,
  );
  const url = await told;
  const refused = await fetch(`${url}/v1/video_generation`, {
    method: "POST",
    headers: { authorization: "Bearer any", "content-type": "application/json" },
    body: JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt: "a" }),
  });
  expect(refused.ok).toBe(false);
  await refused.text();
  shell.interrupt();
  expect(await serving).toBe(0);
});

test("a port that is taken is a sentence", async () => {
  const shell = createCapturedShell();
  const told = new Promise<string>((resolve) => {
    shell.stdout.write = (text: string) => resolve((JSON.parse(text) as { url: string }).url);
  });
  const serving = simulate({ host: "127.0.0.1", port: 0, json: true }, shell);
  const port = Number(new URL(await told).port);
  await expect(simulate({ host: "127.0.0.1", port, json: true }, createCapturedShell())).rejects.toThrow(
    /could not be started.*in use/,
  );
  shell.interrupt();
  await serving;
});

test("it serves a storage and a proxy beside it, with the faults that are asked for", async () => {
  const shell = createCapturedShell();
  const told = new Promise<Record<string, string>>((resolve) => {
    shell.stdout.write = (text: string) => resolve(JSON.parse(text) as Record<string, string>);
  });
  const serving = simulate({ host: "127.0.0.1", port: 0, s3: "forbidden", proxy: "login", json: true }, shell);
  const { s3_endpoint: endpoint = "", proxy_url: proxy = "" } = await told;
  const credentials = { accessKeyId: "simulated", secretAccessKey: "simulated-secret" };
  const store = openObjectStore(`s3://${SIMULATED_BUCKET}`, { endpoint, credentials });
  await expect(store.check(new AbortController().signal)).rejects.toMatchObject({ code: "storage_forbidden" });
  await store.close();
  const viaProxy = { dialect: "minimax-v1", baseUrl: `http://${BEHIND_PROXY}`, apiKey: "any" } as const;
  const ask = async (HTTP_PROXY: string): Promise<unknown> => {
    const client = createMinimaxClient({ ...viaProxy, wayOut: createWayOut({ HTTP_PROXY }) });
    const answer = await client
      .getTask("1", { signal: new AbortController().signal })
      .catch((error: { code: string }) => error.code);
    await client.close();
    return answer;
  };
  expect(await ask(proxy.replace("//", "//user:password@"))).toBe("invalid_parameters");
  expect(await ask(proxy)).toBe("proxy_refused");
  shell.interrupt();
  expect(await serving).toBe(0);
});
