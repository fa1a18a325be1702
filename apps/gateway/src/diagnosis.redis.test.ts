import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld } from "./__fixtures__/gateway-world.ts";

let world: GatewayWorld;
beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "");
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

interface Told {
  readonly standing: string;
  readonly troubles: readonly {
    readonly cause: string;
    readonly generations: number;
    readonly account: string | null;
  }[];
}

test("a tenant's key reads what holds up its own work, an admin's what holds up all", async () => {
  const { producer } = world;
  const request = { model: "MiniMax-Hailuo-2.3", prompt: "a cat" };
  for (let at = 0; at < 3; at += 1) await producer.submit({ request }, { tenant: "mine", batchId: "mine-1" });
  for (let at = 0; at < 5; at += 1) await producer.submit({ request }, { tenant: "theirs", batchId: "their-secret" });
  await producer.backlog.pauseBatch("their-secret");
  const read = async (role: "read" | "admin"): Promise<[Told, string]> => {
    const { status, body, text } = await world.call("GET", "/api/v1/diagnosis", await world.key("mine", role));
    expect(status).toBe(200);
    return [body as unknown as Told, text];
  };
  const [own, text] = await read("read");
  expect(own).toMatchObject({ standing: "stopped", troubles: [{ cause: "no_create_worker", generations: 3 }] });
  expect(own.troubles).toHaveLength(1);
  for (const name of ["their", "default", "hailuo worker"]) expect(text).not.toContain(name);
  const [all] = await read("admin");
  expect(all.troubles).toMatchObject([
    { cause: "no_create_worker", generations: 8 },
    { cause: "batch_paused", generations: 5, batch: "their-secret" },
  ]);
});
