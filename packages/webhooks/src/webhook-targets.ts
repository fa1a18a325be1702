import type { LookupAddress } from "node:dns";
import { InvalidInputError, LOOKUP_LIMITS, WEBHOOK_LIMITS } from "@hailuo-queue/contracts";
import {
  isRefusedAddress,
  isServicePort,
  type NameResolver,
  networkOf,
  parsePublicUrl,
  TooManyLookupsError,
} from "@hailuo-queue/outbound";

/** Where a webhook goes: the very addresses that are connected to. */
export interface WebhookTarget {
  readonly url: URL;
  readonly addresses: readonly LookupAddress[];
  /** One for all names that lead to the same endpoint. */
  readonly endpoint: string;
}

/** The addresses of a target, or why it is refused. */
export type TargetAnswer =
  | { readonly found: WebhookTarget }
  /**
   * It will not be called. `name`: what was found out by a look-up, so that only its time tells more than this
   * sentence.
   */
  | { readonly fault: string; readonly by: "text" | "name" }
  | { readonly busy: string };

export interface WebhookTargetsOptions {
  readonly resolver: NameResolver;
  /**
   * Whether targets may lead to private and loopback addresses; link-local and metadata ones are refused all the same.
   */
  readonly allowPrivateHosts: boolean;
  /** Default: a timer. */
  readonly pause?: (ms: number) => Promise<void>;
  readonly now?: () => number;
}

export interface WebhookTargets {
  /** `caller`: who has the name looked up. */
  find(text: string, caller: string): Promise<TargetAnswer>;
  /**
   * The same is looked at again before each call. A name that is refused is told of after the same time, whatever it is
   * refused for: who asks must not learn which names exist in here.
   * @throws InvalidInputError (`bad_webhook`) for a target that would not be called, and TooManyLookupsError.
   */
  check(text: string, caller: string): Promise<void>;
}

/** What many addresses stand behind: a name with a private one among them is refused whole. */
export function createWebhookTargets(options: WebhookTargetsOptions): WebhookTargets {
  const { resolver, allowPrivateHosts, now = Date.now, pause = wait } = options;
  const noAddress = allowPrivateHosts
    ? "its host does not lead to an address that may be called"
    : "its host does not lead to a public address";

  function read(text: string): { readonly url: URL } | { readonly fault: string; readonly by: "text" } {
    if (text.length > WEBHOOK_LIMITS.maxUrlLength)
      return { fault: `it has ${text.length} characters, allowed are ${WEBHOOK_LIMITS.maxUrlLength}`, by: "text" };
    const url = parsePublicUrl(text, { allowPrivateHosts });
    if (!(url instanceof URL)) return { fault: url.isAddress === true ? noAddress : url.reason, by: "text" };
    if (isServicePort(portOf(url)))
      return { fault: `port ${portOf(url)} is used by other services than HTTP`, by: "text" };
    return { url };
  }

  async function find(text: string, caller: string): Promise<TargetAnswer> {
    const parsed = read(text);
    if (!("url" in parsed)) return parsed;
    const { url } = parsed;
    try {
      const addresses = await resolver.addressesOf(url.hostname.replace(/^\[|\]$/g, ""), caller);
      if (addresses.length === 0 || addresses.some(({ address }) => isRefusedAddress(address, { allowPrivateHosts })))
        return { fault: noAddress, by: "name" };
      const [endpoint = ""] = addresses.map(({ address }) => networkOf(address)).toSorted();
      return { found: { url, addresses, endpoint: `${endpoint}:${portOf(url)}` } };
    } catch (error) {
      if (error instanceof TooManyLookupsError) return { busy: error.message };
      throw error;
    }
  }

  async function check(text: string, caller: string): Promise<void> {
    const begun = now();
    const answer = await find(text, caller);
    if ("found" in answer) return;
    if ("busy" in answer) throw new TooManyLookupsError(answer.busy);
    if (answer.by === "name") await pause(Math.max(0, begun + REFUSED_AFTER_MS - now()));
    throw new InvalidInputError("bad_webhook", `The webhook cannot be called: ${answer.fault}.`);
  }

  return { find, check };
}

/** The slowest refusal is that of a name whose servers do not answer; a little more, since timers are late. */
const REFUSED_AFTER_MS = LOOKUP_LIMITS.lookupMs + 100;

function portOf(url: URL): number {
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
