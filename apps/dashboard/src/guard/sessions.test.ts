import { expect, test } from "@jest/globals";
import { createSessions } from "./sessions.ts";

test("a key that signs in again and again ends its own oldest sessions, and nobody else's", async () => {
  const key = { id: "0123456789abcdef", tenant: "acme", role: "read", createdAt: 0 } as const;
  const sessions = createSessions({ verify: async () => key, now: () => 0 });
  const admin = sessions.openAdmin("admin").cookie;
  const first = sessions.openKey("hq_x", key).cookie;
  const last = Array.from({ length: 1000 }, () => sessions.openKey("hq_x", key).cookie).at(-1);
  const who = async (cookie = ""): Promise<string | undefined> => (await sessions.find(cookie.split(";")[0]))?.who;
  expect([await who(admin), await who(first), await who(last)]).toEqual([
    "dashboard admin",
    undefined,
    "key 0123456789abcdef",
  ]);
});
