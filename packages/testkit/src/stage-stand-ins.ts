import type { GenerationRequest, PipelineReporter } from "@hailuo-queue/contracts";

const ignore = (): void => undefined;

/** A reporter that tells nobody. */
export const SILENT_REPORTER: PipelineReporter = {
  taskAccepted: ignore,
  anomaly: ignore,
  providerRefused: ignore,
  accountRefused: ignore,
  callbackRefused: ignore,
  fundsLow: ignore,
  callRefused: ignore,
  videoDoubted: ignore,
  ended: ignore,
  mended: ignore,
};

/** For a create stage over one Redis without replicas, whose requests name no inputs. */
export const PLAIN_CREATE_PARTS = {
  guard: { isSafe: async (): Promise<boolean> => true },
  inputs: { fill: async (request: GenerationRequest): Promise<GenerationRequest> => request },
} as const;
