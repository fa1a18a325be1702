import { optional } from "@hailuo-queue/contracts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showAccount } from "../../views/account.ts";
import type { PartsOf } from "../route-parts.ts";
import type { change } from "./operations.ts";
import { requireAccount } from "./require-account.ts";
import { noteOf, whyOf } from "./why.ts";

export async function changeAccount(
  { key, params, body, tell }: CallOf<typeof change>,
  { accounts, producer }: PartsOf<"accounts" | "producer">,
): Promise<Answer> {
  await requireAccount(params.name, accounts);
  tell({ details: whyOf(body.why) });
  const changed = await producer.account(params.name).setLimits(
    optional({
      maxInFlight: body.max_in_flight,
      createPerMinute: body.create_per_minute,
      queryPerMinute: body.query_per_minute,
      filesPerMinute: body.files_per_minute,
    }),
    noteOf(key.id, body.why),
  );
  tell({ details: changed });
  return json(200, showAccount(await requireAccount(params.name, accounts)));
}
