import { isoTime } from "@hailuo-queue/contracts";
import { type Diagnosis, SEVERITIES, type Trouble, TROUBLE_CAUSES } from "@hailuo-queue/producer";
import { z } from "zod";

const troubleSchema = z.object({
  cause: z.string().describe(`stable; one of ${TROUBLE_CAUSES.join(", ")}, and more in later versions`),
  severity: z
    .enum(SEVERITIES)
    .describe("stops, slows, asks (a person has to decide), warns, limit (an account used to the full)"),
  generations: z.number().int().describe("how many it holds up, as far as is known"),
  what: z.string().describe("what is the matter: a sentence"),
  remedy: z.string().describe("what to do, or what happens by itself"),
  account: z.string().nullable(),
  batch: z.string().nullable(),
  tenant: z.string().nullable(),
  stage: z.string().nullable().describe("create, poll, download"),
  model: z.string().nullable(),
  code: z.string().nullable().describe("of the provider's refusal, or of the attempt that failed"),
});

export const diagnosisSchema = z
  .object({
    object: z.literal("diagnosis"),
    at: z.string().nullable(),
    standing: z.enum(["idle", "moving", "slowed", "stopped"]),
    summary: z.string().describe("the worst trouble with its remedy, or that nothing is in the way"),
    troubles: z.array(troubleSchema).describe("the worst first"),
  })
  .meta({ id: "Diagnosis" });

export function showDiagnosis({ at, standing, summary, troubles }: Diagnosis): z.output<typeof diagnosisSchema> {
  return { object: "diagnosis", at: isoTime(at), standing, summary, troubles: troubles.map(showTrouble) };
}

function showTrouble({ cause, severity, generations, what, remedy, ...of }: Trouble): z.output<typeof troubleSchema> {
  const { account = null, batch = null, tenant = null, stage = null, model = null, code = null } = of;
  return { cause, severity, generations, what, remedy, account, batch, tenant, stage, model, code };
}
