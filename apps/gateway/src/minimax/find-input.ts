import type { KeptInput } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import type { ProviderFile } from "./video-file.ts";
import { inputArrivalOf, inputNumber } from "./provider-names.ts";

/** What uploaded inputs are for, in the provider's words. */
export const INPUT_PURPOSE = "video_generation_input";

/** The caller's input behind a file's number; undefined where there is none. */
export async function findInput(own: TenantProducer, number: string): Promise<KeptInput | undefined> {
  const createdAt = inputArrivalOf(number);
  const here = createdAt === undefined ? [] : await own.inputsOf(createdAt);
  return here.find((input) => inputNumber(input) === number);
}

/** An input as one of the provider's files. Its content is sent to the provider only, so there is no link to it. */
export function showInputFile(input: KeptInput): ProviderFile {
  return {
    file_id: Number(inputNumber(input)),
    bytes: input.facts.bytes,
    created_at: Math.floor(input.createdAt / 1000),
    filename: `sha256-${input.sha256}.${input.facts.type}`,
    purpose: INPUT_PURPOSE,
  };
}
