import type { LookupAddress } from "node:dns";
import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { createHostsFile, type HostsFile } from "./hosts-file.ts";
import { createRunningTime, type RunningTime } from "./running-time.ts";
import { candidateNames, type SearchRules } from "./search-domains.ts";

/** Limits of a {@link NameResolver}. Times are in ms. */
export interface LookupLimits {
  /** All of one look-up, however many servers and names are tried. */
  readonly lookupMs: number;
  /** In this process. */
  readonly maxAtOnce: number;
  /** Of one caller. */
  readonly maxOfCaller: number;
  /** How long an answer is good for, whatever its owner says: a name may move. */
  readonly keptMs: number;
  /** The same of a name that led nowhere. */
  readonly keptFailedMs: number;
  /** Names in memory. */
  readonly maxKept: number;
  /** A name that leads to more is not called: nobody needs so many, and each is looked at. */
  readonly maxAddresses: number;
}

/** The limits, and where names are looked up. */
export interface NameResolverOptions {
  readonly limits: LookupLimits;
  /** Name servers as `address:port`; default: the machine's. */
  readonly servers?: readonly string[];
  /** Domains that short names are searched in; default: none. */
  readonly search?: SearchRules;
  readonly hosts?: HostsFile;
  readonly now?: () => number;
}

/** One caller, or all of them, have too many look-ups under way. */
export class TooManyLookupsError extends Error {}

/** Looks up the hosts that tenants name, with limits for each caller. */
export interface NameResolver {
  /**
   * Where a host leads, addresses of IPv4 first. None for a name that does not exist, does not answer in time, or leads
   * to too many: who asks for somebody else must not learn which.
   * @throws TooManyLookupsError.
   */
  addressesOf(host: string, caller: string): Promise<readonly LookupAddress[]>;
}

/** As many as one packet to a name server may have. */
const LONGEST_NAME = 253;
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** Of one packet; c-ares doubles it with each try. */
const FIRST_TRY_MS = 1000;
const TRIES = 2;
const OTHER_FAMILY_MS = 300;

/**
 * Looks names up with limits of its own. `lookup` of node:dns has none: it runs on libuv's threads, two of them at
 * most, for all of the process, so that two names that do not answer stall every other one, those of Redis and storage
 * among them.
 */
export function createNameResolver(options: NameResolverOptions): NameResolver {
  const { limits, servers, search = { domains: [], dots: 1 }, now = Date.now } = options;
  const hosts = options.hosts ?? createHostsFile();
  const kept = new Map<string, { readonly addresses: readonly LookupAddress[]; readonly until: number }>();
  const underWay = new Map<string, Promise<readonly LookupAddress[]>>();
  const callers = new Map<string, number>();
  const time = createRunningTime(limits.lookupMs);

  function remember(name: string, addresses: readonly LookupAddress[]): void {
    kept.delete(name);
    if (kept.size >= limits.maxKept)
      for (const oldest of [...kept.keys()].slice(0, kept.size - limits.maxKept + 1)) kept.delete(oldest);
    kept.set(name, { addresses, until: now() + (addresses.length === 0 ? limits.keptFailedMs : limits.keptMs) });
  }

  async function ask(name: string, caller: string): Promise<readonly LookupAddress[]> {
    const ofCaller = callers.get(caller) ?? 0;
    if (ofCaller >= limits.maxOfCaller)
      throw new TooManyLookupsError(`more than ${limits.maxOfCaller} names are being looked up`);
    if (underWay.size >= limits.maxAtOnce)
      throw new TooManyLookupsError(`more than ${limits.maxAtOnce} names are being looked up`);
    callers.set(caller, ofCaller + 1);
    try {
      const asked = askServers(candidateNames(name, search), {
        ...(servers === undefined ? {} : { servers }),
        limits,
        time,
      });
      underWay.set(name, asked);
      const addresses = await asked;
      remember(name, addresses);
      return addresses;
    } finally {
      underWay.delete(name);
      const left = (callers.get(caller) ?? 1) - 1;
      if (left > 0) callers.set(caller, left);
      else callers.delete(caller);
    }
  }

  return {
    async addressesOf(host, caller) {
      if (isIP(host) !== 0) return [addressOf(host)];
      const name = host.toLowerCase();
      const plain = name.replace(/\.$/, "");
      if (plain.length > LONGEST_NAME || !plain.split(".").every((label) => LABEL.test(label))) return [];
      const own = hosts(plain);
      if (own.length > 0) return own.map(addressOf).toSorted((one, other) => one.family - other.family);
      const cached = kept.get(name);
      if (cached !== undefined && cached.until > now()) return cached.addresses;
      return underWay.get(name) ?? ask(name, caller);
    },
  };
}

/** Each look-up has a resolver of its own, since `cancel` ends all of a resolver's. */
async function askServers(
  names: readonly string[],
  {
    servers,
    limits,
    time,
  }: { readonly servers?: readonly string[]; readonly limits: LookupLimits; readonly time: RunningTime },
): Promise<readonly LookupAddress[]> {
  const resolver = new Resolver({ timeout: FIRST_TRY_MS, tries: TRIES });
  if (servers !== undefined) resolver.setServers(servers);
  let over = false;
  const stop = time.after(() => {
    over = true;
    resolver.cancel();
  });
  try {
    for (const name of names) {
      if (over) return [];
      const addresses = await askFor(name, resolver);
      if (addresses.length > limits.maxAddresses) return [];
      if (addresses.length > 0) return addresses.map(addressOf);
    }
    return [];
  } finally {
    stop();
    resolver.cancel();
  }
}

/**
 * Of both families; where one has answered, the other is waited for a moment only: some name servers never answer for
 * IPv6.
 */
async function askFor(name: string, resolver: Resolver): Promise<readonly string[]> {
  const asked = [resolver.resolve4(name), resolver.resolve6(name)].map((answer) => answer.catch((): string[] => []));
  const both = Promise.all(asked).then((answers) => answers.flat());
  const one = asked.map(async (answer) => {
    const addresses = await answer;
    await (addresses.length === 0 ? both : delay(OTHER_FAMILY_MS));
    return addresses;
  });
  return Promise.race([both, ...one]);
}

function addressOf(address: string): LookupAddress {
  return { address, family: isIP(address) === 6 ? 6 : 4 };
}
