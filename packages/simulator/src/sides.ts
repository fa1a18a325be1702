import type { Settings } from "./options.ts";

/** The generations of the provider's API. Each counts an account's calls and unfinished tasks by itself. */
export const SIDES = ["v1", "v2", "agent"] as const;
/** See SIDES. */
export type Side = (typeof SIDES)[number];

export interface SideLimits {
  readonly maxInFlight: number;
  readonly create: number;
  readonly query: number;
  readonly file: number;
}

/** The limits of the moment; Infinity is none. v2 and templates have no file calls. */
export function limitsOf(settings: Settings, side: Side): SideLimits {
  switch (side) {
    case "v1":
      return {
        maxInFlight: settings.maxInFlight,
        create: settings.createPerMinute,
        query: settings.queryPerMinute,
        file: settings.filesPerMinute,
      };
    case "v2":
      return {
        maxInFlight: settings.v2MaxInFlight,
        create: settings.v2CreatePerMinute,
        query: settings.v2QueryPerMinute,
        file: Infinity,
      };
    case "agent":
      return {
        maxInFlight: settings.agentMaxInFlight,
        create: settings.agentCreatePerMinute,
        query: settings.agentQueryPerMinute,
        file: Infinity,
      };
  }
}
