import { mayAct } from "@hailuo-queue/access";
import {
  type AuditLog,
  type AuditOutcome,
  type AuditTold,
  HailuoError,
  InvalidInputError,
} from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import type { Logger } from "@hailuo-queue/runtime";
import type { FastifyInstance } from "fastify";
import { type Identity, seesDeployment } from "../guard/identity.ts";
import { ACTS_PATH, identityOf } from "../guard/install-guards.ts";
import { Refusal } from "../guard/refusal.ts";
import { shownTo } from "../read/for-tenants.ts";
import { ACCOUNT_ACTS } from "./account-acts.ts";
import type { Act, ActAnswer, ActParts } from "./act.ts";
import { BATCH_ACTS } from "./batch-acts.ts";
import { BULK_ACTS } from "./bulk-acts.ts";
import { GENERATION_ACTS } from "./generation-acts.ts";
import { handsOf } from "./hands.ts";
import { TENANT_ACTS } from "./tenant-acts.ts";

/** Everything that the console can do: POST /api/act/NAME. */
export const ACTS: readonly Act[] = [...GENERATION_ACTS, ...BATCH_ACTS, ...BULK_ACTS, ...ACCOUNT_ACTS, ...TENANT_ACTS];

export interface MountActsParts extends ActParts {
  /** Asks a producer that holds tenants to their quotas, or one for the deployment. */
  readonly ask: <Answer>(identity: Identity, question: (producer: Producer) => Promise<Answer>) => Promise<Answer>;
  readonly audit: Pick<AuditLog, "write">;
  readonly logger: Logger;
}

/** A changed request has at most some ten thousand characters. */
const BODY_LIMIT = 64 * 1024;

/** Mounts the actions. Each is checked, carried out in the role of whoever asks, and written into the audit. */
export function mountActs(server: FastifyInstance, parts: MountActsParts): void {
  const { ask, audit, logger } = parts;
  for (const act of ACTS) {
    server.post(`${ACTS_PATH}/${act.name}`, { bodyLimit: BODY_LIMIT }, async (request, reply) => {
      const identity = identityOf(request);
      const note = createNote(identity);
      try {
        if (!mayAct(identity.role, act.role) || (act.role === "admin" && !seesDeployment(identity)))
          throw new Forbidden(`This needs the role ${act.role}; yours is ${identity.role}.`);
        const body = act.body.safeParse(request.body);
        if (!body.success) throw new InvalidInputError("invalid_request", faultsOf(body.error.issues));
        const answer = await ask(identity, (producer) =>
          act.run({
            ...parts,
            body: body.data,
            identity,
            producer,
            hands: handsOf(identity, producer),
            tell: note.tell,
            refuse: note.refuse,
          }),
        );
        await write(act, note, note.outcome());
        return await reply
          .code(answer.refused === true ? 409 : 200)
          .send(shownTo(identity, answer) satisfies ActAnswer);
      } catch (error) {
        if (!(error instanceof InvalidInputError && error.code === "invalid_request"))
          await write(act, note, outcomeOf(error));
        throw error;
      }
    });
  }

  async function write({ audit: what }: Act, { told, who, caller }: Note, outcome: AuditOutcome): Promise<void> {
    if (what === null) return;
    const entry = { who, what, ...told(), ...outcome };
    try {
      await audit.write(entry, caller === undefined ? {} : { caller });
    } catch (error) {
      logger.error({ err: error, audit: entry }, "the audit could not be written");
    }
  }
}

class Forbidden extends Refusal {
  constructor(sentence: string) {
    super(403, sentence);
  }
}

type Note = ReturnType<typeof createNote>;

function createNote({ who, tenant: caller }: Identity) {
  let told: AuditTold = caller === undefined ? {} : { tenant: caller };
  let refusal: string | undefined;
  return {
    who,
    caller,
    told: () => told,
    tell(more: AuditTold): void {
      told = {
        ...told,
        ...more,
        about: { ...told.about, ...more.about },
        details: { ...told.details, ...more.details },
      };
    },
    refuse(code: string): void {
      refusal = code;
    },
    outcome: (): AuditOutcome => (refusal === undefined ? { outcome: "done" } : { outcome: "refused", code: refusal }),
  };
}

/** By status. */
const REFUSALS: Readonly<Record<number, string>> = { 403: "forbidden", 404: "not_found", 429: "rate_limited" };

function outcomeOf(error: unknown): AuditOutcome {
  if (error instanceof Refusal) return { outcome: "refused", code: REFUSALS[error.statusCode] ?? "refused" };
  if (error instanceof InvalidInputError) return { outcome: "refused", code: error.code };
  return { outcome: "failed", code: error instanceof HailuoError ? error.code : "internal" };
}

function faultsOf(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): string {
  const told = issues.slice(0, 5).map(({ path, message }) => `${path.map(String).join(".") || "body"}: ${message}`);
  return told.join("; ");
}
