import { expect, test } from "@jest/globals";
import { readDashboardSettings } from "../env.ts";
import { createStores } from "./create-stores.ts";

test("the ranges that a player asks for share one store, and places are not kept without end", () => {
  const openStore = createStores(readDashboardSettings({ HAILUO_OUT: "/tmp/own", REDIS_URL: "redis://127.0.0.1:1" }));
  const at = (name: string) => openStore({ location: `s3://${name}/` });
  const first = at("first");
  expect(at("first")).toBe(first);
  for (let place = 0; place < 50; place += 1) at(`bucket-${place}`);
  expect(at("first")).not.toBe(first);
});
