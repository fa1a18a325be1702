import { InvalidInputError, optional } from "@hailuo-queue/contracts";
import type { Delivery, DeliveryLog, DeliveryQueue } from "@hailuo-queue/store";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { renderTable } from "../render-table.ts";
import { columnsOf, printJson, printLine, type Shell } from "../shell.ts";
import type { ChangeParts } from "../stand/with-change.ts";
import { say } from "../words/say.ts";

export interface ListWebhooksOptions {
  readonly tenant: string;
  readonly state?: Delivery["state"];
  readonly limit: number;
  readonly json: boolean;
}

/** The webhooks of a tenant, newest first: what was sent where, and what the receiver answered. */
export async function listWebhooks(
  deliveries: Pick<DeliveryLog, "list">,
  { tenant, state, limit, json }: ListWebhooksOptions,
  shell: Shell,
): Promise<ExitCode> {
  const found = await deliveries.list(tenant, { limit, ...optional({ state }) });
  if (json) for (const delivery of found) printJson(shell.stdout, deliveryLine(delivery));
  else if (found.length === 0) printLine(shell.stdout, say`No webhooks of tenant ${tenant}.`);
  else {
    const rows = found.map((delivery) => [
      delivery.eventId,
      delivery.type,
      delivery.state,
      String(delivery.attempts),
      new Date(delivery.createdAt).toISOString(),
      delivery.about?.id ?? "",
      delivery.lastResult ?? "",
      delivery.url,
    ]);
    const head = [say`event`, say`type`, say`state`, say`attempts`, say`of`, say`about`, say`last result`, say`url`];
    for (const line of renderTable(head, rows, columnsOf(shell.stdout))) printLine(shell.stdout, line);
  }
  return EXIT.allSucceeded;
}

/** Sends one again under the same id. Throws InvalidInputError (`unknown_event`) for one that is not the tenant's. */
export async function replayWebhook(
  deliveries: Pick<DeliveryLog, "get"> & Pick<DeliveryQueue, "reopen">,
  { tell }: Pick<ChangeParts, "tell">,
  { eventId, tenant, json }: { readonly eventId: string; readonly tenant: string; readonly json: boolean },
  shell: Shell,
): Promise<ExitCode> {
  tell({ about: { event: eventId } });
  const delivery = (await deliveries.reopen(tenant, eventId)) ? await deliveries.get(eventId) : undefined;
  if (delivery === undefined)
    throw new InvalidInputError(
      "unknown_event",
      say`Tenant ${tenant} has no webhook "${eventId}"; \`hailuo webhooks --tenant ${tenant}\` lists them.`,
    );
  if (json) printJson(shell.stdout, deliveryLine(delivery));
  else printLine(shell.stdout, say`${eventId} is sent again to ${delivery.url}.`);
  return EXIT.allSucceeded;
}

function deliveryLine(delivery: Delivery): object {
  const { eventId, tenant, type, state, attempts, url, about, createdAt, lastAttemptAt, lastResult } = delivery;
  return {
    type: "webhook",
    event_id: eventId,
    event: type,
    tenant,
    about: about?.id ?? null,
    url,
    state,
    attempts,
    created_at: new Date(createdAt).toISOString(),
    last_attempt_at: lastAttemptAt === undefined ? null : new Date(lastAttemptAt).toISOString(),
    last_result: lastResult ?? null,
  };
}
