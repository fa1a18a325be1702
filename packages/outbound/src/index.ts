export { checkName } from "./check-name.ts";
export { NoTunnelError } from "./tunnel-agent.ts";
export { reachProxy } from "./reach-proxy.ts";
export {
  createWayOut,
  faultsOfProxies,
  PROXY_VARIABLES,
  type ProxyEnvironment,
  type ProxyInUse,
  ProxySettingError,
  STRAIGHT,
  type WayOut,
} from "./way-out.ts";
export { agentsFor, type GuardedAgents, PrivateAddressError } from "./guarded-agents.ts";
export {
  createNameResolver,
  type LookupLimits,
  type NameResolver,
  type NameResolverOptions,
  TooManyLookupsError,
} from "./name-resolver.ts";
export { isPrivateAddress, isRefusedAddress, networkOf } from "./private-address.ts";
export { parsePublicUrl, type UrlFault } from "./parse-public-url.ts";
export { readSearchRules } from "./search-domains.ts";
export { isServicePort } from "./service-ports.ts";
export { createRunningTime, type RunningTime } from "./running-time.ts";
