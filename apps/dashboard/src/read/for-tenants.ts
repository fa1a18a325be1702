import {
  becauseForTenants,
  type GenerationRecord,
  locationForTenants,
  messageForTenants,
} from "@hailuo-queue/contracts";
import type { Explanation } from "@hailuo-queue/producer";
import { type Identity, seesDeployment } from "../guard/identity.ts";

/**
 * What a page shows, as whoever asked may see it: a tenant's key is told no paths of the server's disks and no words of
 * its storage, as over the API.
 */
export function shownTo<State extends object>(identity: Identity, state: State): State {
  return seesDeployment(identity) ? state : (forTenants(state) as State);
}

/** Wherever they stand: places, and the words of errors. */
function forTenants(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(forTenants);
  if (typeof value !== "object" || value === null) return value;
  const { code, message } = value as { readonly code?: unknown; readonly message?: unknown };
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      if (PLACES.has(name) && typeof part === "string") return [name, locationForTenants(part) ?? undefined];
      if (name === "message" && typeof code === "string" && typeof message === "string")
        return [name, messageForTenants({ code, message })];
      return [name, forTenants(part)];
    }),
  );
}

const PLACES: ReadonlySet<string> = new Set(["location", "place"]);

/** The same of why a generation is where it is. */
export function explanationTo(identity: Identity, explanation: Explanation, record: GenerationRecord): Explanation {
  return seesDeployment(identity) ? explanation : { ...explanation, because: becauseForTenants(explanation, record) };
}
