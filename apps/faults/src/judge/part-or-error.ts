import type { CampaignPart } from "../campaign.ts";

/** What kept a part from coming to its end is a broken promise of its own; the parts after it still run. */
export async function partOrError(name: string, work: () => Promise<CampaignPart>): Promise<CampaignPart> {
  try {
    return await work();
  } catch (error) {
    return {
      name,
      findings: [{ promise: "the run comes to its end", kept: false, seen: explain(error) }],
      figures: {},
    };
  }
}

export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${explain(error.cause)})`;
}
