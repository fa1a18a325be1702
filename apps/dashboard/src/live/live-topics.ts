import { errorMessage, HailuoError, InvalidInputError, UnavailableError } from "@hailuo-queue/contracts";

/** What a listener is told: the state anew, or why it cannot be read. */
export type LiveMessage =
  | { readonly event: "state"; readonly data: string }
  | { readonly event: "trouble"; readonly data: string };

/** What open pages look at. However many look at the same, it is read once. */
export interface LiveTopics {
  /**
   * Tells the state now and whenever it has changed, until the returned function is called. `topic`: equal ones share
   * their reads. `tenant`: who may not take the places of all others.
   * @throws UnavailableError (`too_many_pages`).
   */
  listen(of: LivePage, read: () => Promise<object | undefined>, tell: (message: LiveMessage) => void): () => void;
  close(): void;
}

/** What is looked at, and by whom. */
export interface LivePage {
  readonly topic: string;
  /** Undefined: by whoever runs the deployment. */
  readonly tenant?: string | undefined;
  /** What changes slowly is read no more often than this; default: as often as all else. */
  readonly leastMs?: number | undefined;
}

export interface LiveTopicsOptions {
  /** Waits so many ms and then calls; returns how not to. */
  readonly later: (work: () => void, ms: number) => () => void;
  /** Keys, passwords and signatures out of a text. */
  readonly redact: (text: string) => string;
}

type Tell = (message: LiveMessage) => void;

interface Topic {
  readonly listeners: Set<Tell>;
  readonly read: () => Promise<object | undefined>;
  last?: LiveMessage;
  /** What the last state was, without what changes by itself. */
  shape?: string;
  waitMs: number;
  readonly leastMs: number;
  stop: () => void;
}

/** Often while something happens, seldom while nothing does: within 5 s at the latest a page shows what is new. */
const WAITS = { busyMs: 2000, idleMs: 5000, troubleMs: 10_000, factor: 1.5 };
/** Pages of one process. Each costs a connection and, where nobody else looks at the same, a read every few seconds. */
const MOST = 500;
const MOST_OF_TENANT = 50;
/** Times of readings: they change with each, and say nothing new. */
const RESTLESS = new Set(["at", "seenAt"]);

/** One loop for each topic that somebody looks at. Does no I/O by itself. */
export function createLiveTopics({ later, redact }: LiveTopicsOptions): LiveTopics {
  const topics = new Map<string, Topic>();
  let open = 0;
  const ofTenants = new Map<string, number>();

  async function round(name: string, topic: Topic): Promise<void> {
    const message = await look(topic);
    if (topics.get(name) !== topic) return;
    if (message !== undefined) {
      topic.last = message;
      for (const tell of topic.listeners) tell(message);
    }
    topic.stop = later(() => void round(name, topic), Math.max(topic.waitMs, topic.leastMs));
  }

  function leave(tenant: string): void {
    const left = (ofTenants.get(tenant) ?? 1) - 1;
    if (left === 0) ofTenants.delete(tenant);
    else ofTenants.set(tenant, left);
  }

  /** What there is to tell; undefined where it is as it was. */
  async function look(topic: Topic): Promise<LiveMessage | undefined> {
    try {
      const state = await topic.read();
      if (state === undefined) throw new InvalidInputError("not_there", "It is not there any more.");
      const shape = JSON.stringify(state, (key, value: unknown) => (RESTLESS.has(key) ? undefined : value));
      const isNew = shape !== topic.shape;
      topic.waitMs = isNew ? WAITS.busyMs : Math.min(WAITS.idleMs, topic.waitMs * WAITS.factor);
      topic.shape = shape;
      return isNew ? { event: "state", data: JSON.stringify(state) } : undefined;
    } catch (error) {
      topic.waitMs = Math.min(WAITS.troubleMs, topic.waitMs * 2);
      delete topic.shape;
      const sentence =
        error instanceof HailuoError ? redact(errorMessage(error)) : "The dashboard failed; its log says why.";
      return { event: "trouble", data: JSON.stringify({ error: sentence }) };
    }
  }

  return {
    listen({ topic: name, tenant, leastMs = 0 }, read, tell) {
      if (open >= MOST)
        throw new UnavailableError("too_many_pages", `${MOST} pages are open on this dashboard; close some of them.`);
      const ofTenant = tenant === undefined ? 0 : (ofTenants.get(tenant) ?? 0);
      if (ofTenant >= MOST_OF_TENANT)
        throw new UnavailableError(
          "too_many_pages",
          `${MOST_OF_TENANT} pages of your tenant are open on this dashboard; close some of them.`,
        );
      open += 1;
      if (tenant !== undefined) ofTenants.set(tenant, ofTenant + 1);
      const known = topics.get(name);
      const fresh = { listeners: new Set<Tell>(), read, waitMs: WAITS.busyMs, leastMs, stop: () => undefined };
      const topic: Topic = known ?? fresh;
      topic.listeners.add(tell);
      if (known === undefined) {
        topics.set(name, topic);
        void round(name, topic);
      } else if (known.last !== undefined) tell(known.last);
      let isOpen = true;
      return () => {
        if (!isOpen) return;
        isOpen = false;
        open -= 1;
        if (tenant !== undefined) leave(tenant);
        topic.listeners.delete(tell);
        if (topic.listeners.size > 0) return;
        topic.stop();
        if (topics.get(name) === topic) topics.delete(name);
      };
    },
    close() {
      for (const topic of topics.values()) topic.stop();
      topics.clear();
    },
  };
}
