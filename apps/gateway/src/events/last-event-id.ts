import { Problem } from "../http/problem.ts";

const EVENT_ID = /^\d{1,16}-\d{1,16}$/;

/** @throws Problem (400) for what is no id of an event. */
export function readLastEventId(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined || header === "") return undefined;
  if (typeof header === "string" && EVENT_ID.test(header)) return header;
  throw new Problem(400, "bad_last_event_id", { detail: "Last-Event-ID is not an id that this stream gave." });
}
