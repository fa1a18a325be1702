import {
  type AccountLimits,
  type CallWindow,
  modelsOf,
  type ProviderAccount,
  sideAccount,
} from "@hailuo-queue/contracts";

/** An account as its file or the environment names it, with the limits that its other sides differ in. */
export interface WholeAccount {
  readonly account: ProviderAccount;
  /** Those of its v1 side. */
  readonly limits: AccountLimits;
  readonly v2: { readonly maxInFlight: number; readonly create: readonly CallWindow[] };
}

/** The dialect of each side; v1 is spoken as configured. */
const OTHER_DIALECTS = { v2: "minimax-v2", agent: "minimax-agent" } as const;

/** For the calls: every side, whatever models are in use, as tasks that were made before have to be polled. */
export function accountSides({ account }: WholeAccount): readonly ProviderAccount[] {
  if (!speaksLiveApi(account)) return [account];
  const others = (["v2", "agent"] as const).map((side) => ({
    ...account,
    name: sideAccount(account.name, side),
    dialect: OTHER_DIALECTS[side],
  }));
  return [account, ...others];
}

/** For admission: a side for each generation of the API of which the account may use a model. */
export function limitSides({ account, limits, v2 }: WholeAccount): readonly AccountLimits[] {
  const spoken = speaksLiveApi(account) ? (["v1", "v2", "agent"] as const) : (["v1"] as const);
  const sides = spoken.flatMap((side): AccountLimits[] => {
    const models = modelsOf(side).filter((model) => limits.models === undefined || limits.models.includes(model));
    if (models.length === 0) return [];
    const own = side === "v2" ? { maxInFlight: v2.maxInFlight, windows: { ...limits.windows, create: v2.create } } : {};
    return [{ ...limits, ...own, name: sideAccount(limits.name, side), models }];
  });
  return sides.map((side, index) => (index === 0 ? side : { ...side, sideOf: limits.name }));
}

/** The documented shapes are of resellers, who have neither v2 nor templates. */
function speaksLiveApi({ dialect }: ProviderAccount): boolean {
  return dialect === "auto" || dialect === "minimax-v1";
}
