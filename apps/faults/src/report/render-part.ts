import type { CampaignPart } from "../campaign.ts";

/** Lines for people. */
export function renderPart({ name, findings, figures, skipped }: CampaignPart): readonly string[] {
  if (skipped !== undefined) return ["", name, `  skipped: ${skipped}`];
  const width = Math.max(...findings.map(({ promise }) => promise.length));
  return [
    "",
    name,
    ...findings.map(({ promise, kept, seen }) => `  ${kept ? "kept  " : "BROKEN"} ${promise.padEnd(width)}  ${seen}`),
    ...Object.entries(figures).map(([what, value]) => `         ${what}: ${value}`),
  ];
}
