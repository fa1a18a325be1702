import { type Answer, json } from "../../http/route.ts";
import { showAccount } from "../../views/account.ts";
import type { PartsOf } from "../route-parts.ts";

export async function listAccounts(_call: unknown, { accounts }: PartsOf<"accounts">): Promise<Answer> {
  return json(200, { object: "list", data: (await accounts()).map(showAccount) });
}
