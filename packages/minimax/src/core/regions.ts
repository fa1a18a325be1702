/** Where the provider is: keys are bound to the platform that they were made on. */
interface Region {
  readonly name: string;
  readonly baseUrl: string;
  /** Older names of the same API are in here too. */
  readonly hosts: readonly string[];
}

const REGIONS: readonly Region[] = [
  {
    name: "China",
    baseUrl: "https://api.minimaxi.com",
    hosts: ["api.minimaxi.com", "api.minimax.cn", "api.minimax.chat"],
  },
  { name: "the rest of the world", baseUrl: "https://api.minimax.io", hosts: ["api.minimax.io", "api.minimaxi.chat"] },
];

/** Hosts of the provider that have other services, and no video API. */
const WITHOUT_VIDEO: readonly string[] = ["api-uw.minimax.io"];

/**
 * What to try when a host refuses a key (`key_refused`) or has no such path (`endpoint_not_found`); undefined where
 * nothing is known.
 */
export function regionHint(host: string, code: string): string | undefined {
  if (code === "endpoint_not_found" && WITHOUT_VIDEO.includes(host))
    return `${host} has no video API; that is at https://api.minimax.io`;
  const here = code === "key_refused" ? REGIONS.find(({ hosts }) => hosts.includes(host)) : undefined;
  const there = here === undefined ? undefined : REGIONS.find((region) => region !== here);
  if (here === undefined || there === undefined) return undefined;
  return (
    `${host} takes keys of the platform for ${here.name}; those of the one ` +
    `for ${there.name} work at ${there.baseUrl}`
  );
}
