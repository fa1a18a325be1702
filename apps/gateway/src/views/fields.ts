import {
  CUSTOM_ID_RULE,
  GENERATION_STATES,
  isCustomId,
  LABEL_LIMITS,
  labelFaults,
  PRIORITIES,
  WEBHOOK_STATES,
} from "@hailuo-queue/contracts";
import { z } from "zod";

/** Names that become parts of object keys. */
export const plainName = z
  .string()
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,128}$/, { error: 'must have 1 to 128 letters, digits, ".", "_" or "-"' });

/** The caller's own name for a generation. */
export const customIdField = z.string().max(256).refine(isCustomId, { error: CUSTOM_ID_RULE });

export const idParams = z.object({ id: z.string().min(1).max(200) });

export const nameParams = z.object({ name: plainName });

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  cursor: z.string().max(300).optional(),
});

export const stateField = z.enum(GENERATION_STATES).optional();
export const priorityField = z.enum(PRIORITIES).optional();
/** US dollars. */
export const budgetField = z.number().min(0).max(1e9).nullable().optional();
export const ratioField = z.number().min(0).max(1).nullable().optional();

/** Whether it may be called is looked at where it is registered. */
export const webhookField = z.string().min(1).max(2048).optional();

const { nameLength, tagLength, metadataLength, tags: mostTags, metadata: mostMetadata } = LABEL_LIMITS;

/** What its caller calls a batch, and notes about it. `checkLabels` holds them to their limits. */
export const labelFields = {
  name: z.string().max(nameLength).describe(`any text on one line, at most ${nameLength} characters`),
  tags: z
    .record(z.string(), z.string().max(tagLength))
    .describe(`at most ${mostTags} texts by their keys; batches can be listed by them`),
  metadata: z
    .record(z.string(), z.union([z.string().max(metadataLength), z.number(), z.boolean(), z.null()]))
    .describe(`at most ${mostMetadata} values by their keys, for you alone`),
} as const;

/** Adds what is wrong with the labels of a body to its issues. */
export function checkLabels(
  body: { readonly name?: unknown; readonly tags?: unknown; readonly metadata?: unknown },
  context: z.RefinementCtx,
): void {
  const { name, tags, metadata } = body;
  for (const { field, message } of labelFaults({ name, tags, metadata }))
    context.addIssue({ code: "custom", path: field.split("."), message });
}

/** Which states of a generation its webhook is told. */
export const eventsFilterField = z
  .array(z.enum(WEBHOOK_STATES))
  .min(1)
  .max(WEBHOOK_STATES.length)
  .optional()
  .describe("states of a generation that are told; default succeeded, failed, cancelled, needs_attention");

/** What is wrong with one of many items that were sent. */
export const faultItem = z.object({
  index: z.number().int(),
  line: z.number().int().nullable(),
  field: z.string().nullable(),
  message: z.string(),
});

/** Query switches: `true` and `false` as texts. */
export const switchField = z
  .enum(["true", "false"])
  .default("false")
  .transform((value) => value === "true");
