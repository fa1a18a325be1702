import { randomUUID } from "node:crypto";
import type { QueueKeys } from "../queue-keys.ts";

/** Names that no other test uses. */
export function createTestKeys(): QueueKeys {
  const root = `{test-${randomUUID()}}`;
  return { bull: `${root}:bull`, questionAnswer: (questionId) => `${root}:question:${questionId}` };
}
