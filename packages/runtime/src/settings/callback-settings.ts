import { optionalText } from "../env/setting-kinds.ts";

/** For create workers, which name it to the provider, poll workers, which then may ask less, and the gateway, which answers there. */
export const callbackSettings = {
  HAILUO_CALLBACK_URL: optionalText({
    description:
      "URL at which the provider reaches the gateway to report that a task has changed, e.g. `https://video.example.com/callbacks/minimax`. Set the same for workers and gateway. A callback only triggers a poll; if it is lost, only time is lost.",
    defaultText: "none: the provider is polled",
    allowed: "an http(s) URL that ends in /callbacks/minimax",
    pattern: /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]+)*\/callbacks\/minimax$/i,
  }),
} as const;

/** What one generation's task is created with, so that a callback names the generation and none can be guessed. */
export function callbackUrlFor(base: string | undefined): ((generationId: string, run: number) => string) | undefined {
  return base === undefined ? undefined : (generationId, run) => `${base}/${generationId}.${run}`;
}
