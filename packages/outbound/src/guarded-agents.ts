import { lookup as lookupName, type LookupAddress, type LookupAllOptions } from "node:dns";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { LookupFunction } from "node:net";
import { isRefusedAddress } from "./private-address.ts";

/** Agents for node:http and node:https that refuse to connect to addresses that are not allowed. */
export interface GuardedAgents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** The name of a host led to an address that is refused: see `isRefusedAddress`. */
export class PrivateAddressError extends Error {}

/** As `lookup` of node:dns, for all addresses of a name. */
export type ResolveName = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Looks at the very addresses that are then connected to: a name that is checked first and resolved again later may
 * answer otherwise.
 */
function guardedLookup(allowPrivateHosts: boolean, resolveName: ResolveName): LookupFunction {
  const isRefused = ({ address }: LookupAddress): boolean => isRefusedAddress(address, { allowPrivateHosts });
  return (hostname, options, callback) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, "", 0);
        return;
      }
      if (addresses.some(isRefused)) {
        callback(
          new PrivateAddressError(
            `${hostname} leads to ${allowPrivateHosts ? "an address inside" : "a private address"}`,
          ),
          "",
          0,
        );
        return;
      }
      const [first] = addresses;
      if (options.all === true) callback(null, addresses);
      else callback(null, first?.address ?? "", first?.family ?? 0);
    });
  };
}

// Two pairs, never one: a pooled socket to a private address must not serve a caller who may not reach it. Idle sockets
// are unreferenced by Node and keep no process alive.
const publicOnly = createGuardedAgents(false);
const privateToo = createGuardedAgents(true);

/**
 * Agents of the caller's own, which closes them with `destroy()`. Names are resolved by the system unless `resolveName`
 * says how.
 */
export function createGuardedAgents(allowPrivateHosts: boolean, resolveName: ResolveName = lookupName): GuardedAgents {
  const settings = { keepAlive: true, maxFreeSockets: 16, lookup: guardedLookup(allowPrivateHosts, resolveName) };
  return { http: new HttpAgent(settings), https: new HttpsAgent(settings) };
}

/** Connections made through them lead to no refused address, whatever the name resolves to. */
export function agentsFor(allowPrivateHosts: boolean): GuardedAgents {
  return allowPrivateHosts ? privateToo : publicOnly;
}
