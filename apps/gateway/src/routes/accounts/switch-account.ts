import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showAccount } from "../../views/account.ts";
import type { PartsOf } from "../route-parts.ts";
import type { pause } from "./operations.ts";
import { requireAccount } from "./require-account.ts";
import { noteOf, whyOf } from "./why.ts";

/** Takes an account out of use for a while (`pause`) or for good (`drain`), or gives it back (`release`). */
export function switchAccount(to: "pause" | "release" | "drain") {
  return async (
    { key, params, body, tell }: CallOf<typeof pause>,
    { accounts, producer }: PartsOf<"accounts" | "producer">,
  ): Promise<Answer> => {
    await requireAccount(params.name, accounts);
    tell({ details: whyOf(body.why) });
    await producer.account(params.name)[to](noteOf(key.id, body.why));
    return json(200, showAccount(await requireAccount(params.name, accounts)));
  };
}
