import type { ApiKeys, Role, TenantQuotaStore } from "@hailuo-queue/access";
import type { AuditTold, AuditVerb } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import type { Delivery } from "@hailuo-queue/store";
import type { z } from "zod";
import type { Identity } from "../guard/identity.ts";
import type { Hands } from "./hands.ts";

/** What actions are carried out with. */
export interface ActParts {
  readonly quotas: TenantQuotaStore;
  readonly apiKeys: ApiKeys;
  /** Sends a webhook again under the same id; undefined for one that is not the tenant's. */
  readonly replay: (tenant: string, eventId: string) => Promise<Delivery | undefined>;
}

/** One action, checked, on behalf of somebody who may do it. */
export interface ActCall<Body> extends ActParts {
  readonly body: Body;
  readonly identity: Identity;
  readonly hands: Hands;
  /** For what belongs to the deployment; only actions of the role `admin` use it. */
  readonly producer: Producer;
  /** Adds to what the audit tells. */
  readonly tell: (told: AuditTold) => void;
  /** Says that nothing was done, though nothing was thrown. */
  readonly refuse: (code: string) => void;
}

/** What a person sees after an action. */
export interface ActAnswer {
  /** What was done, in a sentence. */
  readonly told: string;
  /** Nothing was done; `told` says why. */
  readonly refused?: true;
  /** Of a preview and the like. */
  readonly data?: unknown;
  /** The action that takes it back. */
  readonly undo?: { readonly act: string; readonly body: object };
}

/** What the console can do, in one line each: name, least role, schema, and how it is called in the audit. */
export interface Act<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly role: Role;
  /** Null: it changes nothing. */
  readonly audit: AuditVerb | null;
  readonly body: Schema;
  readonly run: (call: ActCall<z.output<Schema>>) => Promise<ActAnswer>;
}

/** Keeps the type of the schema. */
export function defineAct<Schema extends z.ZodType>(act: Act<Schema>): Act {
  return act as unknown as Act;
}
