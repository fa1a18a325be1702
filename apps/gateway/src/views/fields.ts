import { GENERATION_STATES, PRIORITIES } from "@hailuo-queue/contracts";
import { z } from "zod";

/** Names that become parts of object keys. */
export const plainName = z
  .string()
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,128}$/, { error: 'must have 1 to 128 letters, digits, ".", "_" or "-"' });

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
