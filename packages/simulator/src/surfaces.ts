import type { Settings } from "./options.ts";

/** The generations of the provider's API. Each counts an account's calls and unfinished tasks by itself. */
export const SURFACES = ["v1", "v2", "agent"] as const;
/** See SURFACES. */
export type Surface = (typeof SURFACES)[number];

export interface Caps {
  readonly maxInFlight: number;
  readonly create: number;
  readonly query: number;
  readonly file: number;
}

/** The caps of the moment; Infinity is none. v2 and templates have no file calls. */
export function capsOf(settings: Settings, surface: Surface): Caps {
  switch (surface) {
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
