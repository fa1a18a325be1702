import { notFound } from "../../http/problem.ts";

/**
 * The hash that an input is named by in a path, with or without `sha256-` and an ending.
 * @throws Problem (404).
 */
export function hashOf(text: string): string {
  const hash = /^(?:sha256-)?([0-9a-f]{64})(?:\.[a-z0-9]{2,4})?$/.exec(text)?.[1];
  if (hash === undefined) throw notFound("input");
  return hash;
}
