import type { SubmitItem } from "@hailuo-queue/producer";

/** Requests that no other of them equals, so that a twin in the books was bought twice. */
export function distinctPrompts(count: number, subject: string): SubmitItem[] {
  return Array.from({ length: count }, (_, at) => ({
    customId: `${subject}-${String(at + 1).padStart(5, "0")}`,
    request: { model: "MiniMax-Hailuo-2.3", prompt: `A paper boat in the rain, ${subject} number ${at + 1}` },
  }));
}
