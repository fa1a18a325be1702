import { type ApiKey, type ApiKeys, idOfToken } from "@hailuo-queue/access";
import { WRONG_KEY_LIMITS } from "@hailuo-queue/contracts";
import { callerAddress, createBuckets } from "@hailuo-queue/runtime";
import { createHash } from "node:crypto";
import { Problem } from "./problem.ts";

export interface KeyGuard {
  /**
   * Who has this key; undefined for nobody.
   * @throws Problem (429 `too_many_wrong_keys`) where its address has sent many that do not fit: then only keys whose
   * id exists are looked up, so that a caller behind the same address goes on.
   */
  admit(token: string, remoteAddress: string | undefined): Promise<ApiKey | undefined>;
  /** The same for a key that was admitted before. */
  verify(token: string): Promise<ApiKey | undefined>;
}

export interface KeyGuardParts {
  readonly keys: Pick<ApiKeys, "verify" | "ids">;
  /** Milliseconds. */
  readonly now: () => number;
}

const ALL = "all";

/** What keys that do not fit may cost Redis. */
export function createKeyGuard({ keys, now }: KeyGuardParts): KeyGuard {
  const limits = WRONG_KEY_LIMITS;
  const { remembered } = limits;
  const ofAddress = createBuckets({ size: limits.perAddress, perSecond: limits.perAddressPerSecond, remembered, now });
  const ofAll = createBuckets({ size: limits.inAll, perSecond: limits.inAllPerSecond, remembered: 1, now });
  const ofKey = createBuckets({ size: limits.perKey, perSecond: limits.perKeyPerSecond, remembered, now });
  /**
   * By id, a digest of the token that fitted last. It saves nobody the look-up; it tells the owner from who only knows
   * the id.
   */
  const fitted = new Map<string, string>();
  let cached: { readonly at: number; readonly ids: Promise<ReadonlySet<string>> } | undefined;

  /** One read for all who ask within its age. */
  function readIds(): Promise<ReadonlySet<string>> {
    if (cached !== undefined && now() - cached.at < limits.idsMs) return cached.ids;
    const reading = { at: now(), ids: keys.ids() };
    cached = reading;
    reading.ids.catch(() => {
      if (cached === reading) cached = undefined;
    });
    return reading.ids;
  }

  function remember(id: string, token: string): void {
    fitted.delete(id);
    const [oldest] = fitted.size >= remembered ? fitted.keys() : [];
    if (oldest !== undefined) fitted.delete(oldest);
    fitted.set(id, digest(token));
  }

  async function admit(token: string, remoteAddress: string | undefined): Promise<ApiKey | undefined> {
    const id = idOfToken(token);
    if (id === undefined) return undefined;
    const address = callerAddress(remoteAddress);
    const paidByAddress = ofAddress.take(address);
    const paid = paidByAddress && ofAll.take(ALL);
    if (!paid) {
      if (paidByAddress) ofAddress.giveBack(address);
      if (!(await readIds()).has(id)) throw tooMany(limits.idsMs);
      if (fitted.get(id) !== digest(token) && !ofKey.take(id)) throw tooMany(ofKey.waitMs(id));
    }
    const key = await keys.verify(token);
    if (key === undefined) return undefined;
    remember(id, token);
    if (paid) {
      ofAddress.giveBack(address);
      ofAll.giveBack(ALL);
    } else ofKey.giveBack(id);
    return key;
  }

  return { admit, verify: keys.verify };
}

function tooMany(waitMs: number): Problem {
  const { perAddress, perAddressPerSecond } = WRONG_KEY_LIMITS;
  return new Problem(429, "too_many_wrong_keys", {
    detail: `Too many keys that do not exist came from this address: ${perAddress} at once and then ${perAddressPerSecond} a second are looked up.`,
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
  });
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}
