import { integer } from "../env/setting-kinds.ts";

/** What a tenant may ask that has no quota of its own. The gateway holds tenants to it, and the dashboard shows it. */
export const quotaSettings = {
  HAILUO_GATEWAY_REQUESTS_PER_MINUTE: integer({
    description: "Requests that a tenant may make a minute, unless it has a limit of its own (`hailuo tenants set`).",
    default: 6000,
    min: 1,
    max: 1_000_000_000,
  }),
  HAILUO_GATEWAY_MAX_UNFINISHED: integer({
    description:
      "Unfinished generations that a tenant may have, unless it has a limit of its own. The dashboard " +
      "holds tenants to it, too, and shows these three; set them there as well.",
    default: 1_000_000,
    min: 1,
    max: 1_000_000_000,
  }),
  HAILUO_GATEWAY_MAX_BYTES: integer({
    description:
      "Bytes that a tenant's records in Redis and inputs in storage may take together, unless it " +
      "has a limit of its own (`hailuo tenants set`). The default is half of a Redis of 1 GB: " +
      "about 180,000 ended or 700,000 waiting generations.",
    default: 500_000_000,
    min: 1,
    max: 1_000_000_000_000_000,
  }),
} as const;
