import { expect, test } from "@jest/globals";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { simulate } from "./simulate.ts";

test("simulate serves until it is interrupted, and says where", async () => {
  const shell = createCapturedShell();
  const told = new Promise<string>((resolve) => {
    shell.stdout.write = (text: string) => resolve((JSON.parse(text) as { url: string }).url);
  });
  const serving = simulate({ host: "127.0.0.1", port: 0, speed: 10, refuseRate: 1, dialect: ["documented"], json: true }, shell);
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
  await expect(simulate({ host: "127.0.0.1", port, json: true }, createCapturedShell())).rejects.toThrow(/could not be started.*in use/);
  shell.interrupt();
  await serving;
});
