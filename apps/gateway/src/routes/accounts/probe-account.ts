import { Problem } from "../../http/problem.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import { showAccount } from "../../views/account.ts";
import type { PartsOf } from "../route-parts.ts";
import type { probe } from "./operations.ts";
import { requireAccount } from "./require-account.ts";
import { noteOf, whyOf } from "./why.ts";

/**
 * @throws Problem (409, `paused`) where a person has stopped it: a look whether the provider takes it starts nothing.
 */
export async function probeAccount(
  { key, params, body, tell }: CallOf<typeof probe>,
  { accounts, producer }: PartsOf<"accounts" | "producer">,
): Promise<Answer> {
  await requireAccount(params.name, accounts);
  tell({ details: whyOf(body.why) });
  if ((await producer.account(params.name).probe(noteOf(key.id, body.why))) === "paused")
    throw new Problem(409, "paused", {
      detail: `The account "${params.name}" is paused or drained by an admin; resume it instead.`,
    });
  return json(200, showAccount(await requireAccount(params.name, accounts)));
}
