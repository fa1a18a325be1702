export { agentsFor, type GuardedAgents, PrivateAddressError } from "./guarded-agents.ts";
export { isPrivateAddress, isRefusedAddress } from "./private-address.ts";
export { parsePublicUrl, type UrlFault } from "./parse-public-url.ts";
export { createRunningTime, type RunningTime } from "./running-time.ts";
