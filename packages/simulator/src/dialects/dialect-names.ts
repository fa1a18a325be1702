/** The shapes of the provider's API that the simulator speaks. */
export const DIALECT_NAMES = ["documented", "legacy-v3", "minimax-v1", "minimax-v2", "minimax-agent"] as const;
export type DialectName = (typeof DIALECT_NAMES)[number];
