import { expect, test } from "@jest/globals";
import { openDoor } from "./stand/open-door.ts";

test("a program meets a gateway with its workers, and what it sends is recorded", async () => {
  await using door = await openDoor();
  const answer = await fetch(`${door.url}/api/v1/generations?limit=1`, {
    headers: { authorization: `Bearer ${door.key}` },
  });
  expect([answer.status, await answer.json()]).toEqual([200, { object: "list", data: [], next_cursor: null }]);
  expect(door.calls).toMatchObject([{ method: "GET", path: "/api/v1/generations?limit=1", status: 200 }]);
});

test("v2's other calls go all the way to the provider: a draft made large by its number, and a prompt", async () => {
  await using door = await openDoor({ simulated: { lifetime: { fixedMs: 100 } } });
  const authorization = `Bearer ${door.key}`;
  const create = async (path: string, body: object): Promise<string> => {
    const answer = await fetch(`${door.url}/minimax/v2/${path}`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ model: "MiniMax-H3", ...body }),
    });
    return ((await answer.json()) as { readonly task_id: string }).task_id;
  };
  const done = async (id: string): Promise<Readonly<Record<string, unknown>>> => {
    for (;;) {
      const answer = await fetch(`${door.url}/minimax/v2/query/video_generation/${id}`, { headers: { authorization } });
      const { task } = (await answer.json()) as { readonly task: { readonly status: string } };
      if (task.status === "succeeded") return task;
      expect(["queued", "running"]).toContain(task.status);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const content = [{ type: "text", text: "a lighthouse" }];
  const other = [{ type: "text", text: "a harbour" }];
  const draft = await create("video_generation", { content, resolution: "768P", duration: 5, ratio: "16:9" });
  await done(draft);
  const large = await done(await create("video_regeneration", { source_task_id: draft, resolution: "2K" }));
  const { url } = large["content"] as { readonly url: string };
  expect([(await fetch(url)).headers.get("content-type"), large["task_type"]]).toEqual(["video/mp4", "regeneration"]);
  const prompt = await done(await create("h3_context_ir", { content: other, duration: 5, ratio: "16:9" }));
  expect(prompt["content"]).toEqual({ prompt: expect.stringContaining("[Shot 1] a harbour") });
  expect(door.stand.creates.map(({ path }) => path)).toEqual([
    "/v2/video_generation",
    "/v2/video_regeneration",
    "/v2/h3_context_ir",
  ]);
  expect(door.stand.simulator.stats()).toMatchObject({ accepted: 3, duplicateAccepts: 0 });
});
