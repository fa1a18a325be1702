import type { SubmitItem } from "@hailuo-queue/producer";

/** Requests that no other of them equals, so that a twin in the books was bought twice. */
export function distinctPrompts(count: number, subject: string): SubmitItem[] {
  return promptsFor([HAILUO], count, subject);
}

/** The same for models of both APIs that have prices, in sizes of different ones. */
export function mixedPrompts(count: number, subject: string): SubmitItem[] {
  const reference_images = ["1", "2", "3"].map((name) => `https://example.com/${name}.png`);
  const kinds = [
    HAILUO,
    { model: "MiniMax-H3", duration: 5 },
    { model: "MiniMax-Hailuo-02", duration: 10 },
    { model: "MiniMax-H3-Max", resolution: "480P", reference_images },
  ];
  return promptsFor(kinds, count, subject);
}

const HAILUO = { model: "MiniMax-Hailuo-2.3" };

function promptsFor(kinds: readonly object[], count: number, subject: string): SubmitItem[] {
  return Array.from({ length: count }, (_, at) => ({
    customId: `${subject}-${String(at + 1).padStart(5, "0")}`,
    request: { ...kinds[at % kinds.length], prompt: `A paper boat in the rain, ${subject} number ${at + 1}` },
  }));
}
