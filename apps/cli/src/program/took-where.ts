import type { BulkAction } from "@hailuo-queue/producer";
import type { BulkOptions } from "../commands/bulk.ts";
import type { Finish } from "../exit-code.ts";
import type { Shell } from "../shell.ts";

/**
 * Carries out a command that selects by a filter; false where it names what it is about.
 * @throws InvalidInputError (`bad_usage`, `bad_where`).
 */
export async function tookWhere(
  what: BulkAction,
  options: { readonly json: boolean; readonly id?: string } & Partial<BulkOptions>,
  shell: Shell,
  finish: Finish,
): Promise<boolean> {
  const { bulk, checkBulkTarget, showBulk } = await import("../commands/bulk.ts");
  checkBulkTarget(options);
  const { where } = options;
  if (where === undefined) return false;
  const chosen = { ...options, where };
  if (options.dryRun === true) {
    const { withProducer } = await import("../stand/with-producer.ts");
    finish(await withProducer(shell, (producer) => showBulk(producer, what, chosen, shell)));
  } else {
    const { withChange } = await import("../stand/with-change.ts");
    finish(await withChange(shell, `bulk.${what.action}`, {}, (parts) => bulk(parts, what, chosen, shell)));
  }
  return true;
}
