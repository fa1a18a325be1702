import { defineStoreScript } from "../define-store-script.ts";

/**
 * Adds to the series of history, each once for a minute, an hour and a day, and takes the happenings off their
 * list that these numbers come from.
 */
export const addHistoryScript = defineStoreScript<number, boolean>({
  name: "hailuoAddHistory",
  file: "history/add-history",
  parse: (added) => added === 1,
});

/** Some that wait for the same reason. */
export interface WaitingReply {
  readonly tenant: string;
  readonly batchId: string;
  readonly model: string;
  readonly account: string;
  readonly count: number;
  readonly why: string;
}

/** Who waits for a create, in groups that wait for the same reason. */
export const listWaitingScript = defineStoreScript<
  [lanes: number, oldest: string, ...fields: (string | number)[]],
  { readonly lanes: number; readonly oldestAt: Readonly<Record<string, number>>; readonly groups: WaitingReply[] }
>({
  name: "hailuoListWaiting",
  file: "history/list-waiting",
  parse: ([lanes, oldest, ...fields]) => {
    const groups: WaitingReply[] = [];
    for (let at = 0; at < fields.length; at += 6) {
      const [tenant, batchId, model, account, count, why] = fields.slice(at, at + 6).map(String) as [
        string,
        string,
        string,
        string,
        string,
        string,
      ];
      groups.push({ tenant, batchId, model, account, count: Number(count), why });
    }
    return { lanes, oldestAt: readNumbers(oldest), groups };
  },
});

/** By account, millionths of a US dollar. */
export const listReservedScript = defineStoreScript<string[], Readonly<Record<string, number>>>({
  name: "hailuoListReserved",
  file: "history/list-reserved",
  parse: (reply) =>
    Object.fromEntries(reply.flatMap((account, at) => (at % 2 === 0 ? [[account, Number(reply[at + 1])]] : []))),
});

/** Numbers by name, as JSON; '' where there are none. */
export function readNumbers(text: string): Readonly<Record<string, number>> {
  return text === "" ? {} : (JSON.parse(text) as Record<string, number>);
}
